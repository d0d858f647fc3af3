package dev.jobtracker.web.door;

import dev.jobtracker.job.JobFilter;
import dev.jobtracker.web.access.Access;
import dev.jobtracker.web.access.Caller;
import dev.jobtracker.web.http.Answers;
import dev.jobtracker.web.http.Door;
import dev.jobtracker.web.http.MediaTypes;
import dev.jobtracker.web.http.Paths;
import dev.jobtracker.web.http.QueryParameters;
import dev.jobtracker.web.live.Live;
import dev.jobtracker.web.live.Snapshots;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.FilterJson;
import dev.jobtracker.wire.JobJson;
import dev.jobtracker.wire.Keys;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The door of server-sent events (contract, section 7). */
public final class EventStreams implements Door {
  static final String MEDIA_TYPE = "text/event-stream";
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  private final Access access;
  private final Live live;
  private final Set<EventStream> open = new HashSet<>();

  public EventStreams(Access access, Live live) {
    this.access = access;
    this.live = live;
  }

  @Override
  public void mount(Router router) {
    router.get(Paths.JOB_EVENTS).method(HttpMethod.HEAD).handler(this::ofJob);
    router.get(Paths.EVENTS).method(HttpMethod.HEAD).handler(this::ofFilter);
    long interval = live.config().pingInterval().toMillis();
    // A copy, because a stream that ends leaves the set.
    live.vertx().setPeriodic(interval, t -> List.copyOf(open).forEach(EventStream::ping));
  }

  private void ofJob(RoutingContext context) {
    Caller caller = check(context);
    QueryParameters.none(context);
    String taskId = Paths.taskId(context);
    if (context.request().method() == HttpMethod.HEAD) {
      live.tracker()
          .job(caller.scope(), taskId)
          .compose(job -> sawTheEnd(context, job) ? Answers.empty(context, 204) : head(context))
          .onFailure(context::fail);
      return;
    }
    EventStream stream = enter(context, caller, true);
    live.feed().watch(taskId, stream);
    context.addEndHandler(ended -> live.feed().unwatch(taskId, stream));
    live.tracker()
        .job(caller.scope(), taskId)
        .compose(job -> begin(context, stream, job))
        .onFailure(context::fail);
  }

  private static Future<Void> begin(RoutingContext context, EventStream stream, JsonObject job) {
    if (sawTheEnd(context, job)) {
      return Answers.empty(context, 204);
    }
    headers(context);
    stream.begin(job);
    return Future.succeededFuture();
  }

  /** A reconnect after the end is told 204, which stops a browser from trying for ever. */
  private static boolean sawTheEnd(RoutingContext context, JsonObject job) {
    String seen = context.request().getHeader(LAST_EVENT_ID);
    return JobJson.isTerminal(job) && String.valueOf(job.getLong(Keys.REVISION)).equals(seen);
  }

  private void ofFilter(RoutingContext context) {
    Caller caller = check(context);
    JobFilter filter = FilterJson.readFilter(QueryParameters.read(context, FilterJson.KEYS));
    if (context.request().method() == HttpMethod.HEAD) {
      head(context);
      return;
    }
    EventStream stream = enter(context, caller, false);
    live.feed().watch(filter, stream);
    context.addEndHandler(ended -> live.feed().unwatch(filter, stream));
    Snapshots.newest(live, caller.scope(), filter)
        .compose(
            jobs -> {
              headers(context);
              stream.begin(jobs);
              return Future.succeededFuture();
            })
        .onFailure(context::fail);
  }

  private Caller check(RoutingContext context) {
    Caller caller = access.caller(context);
    caller.requireVerb(Addresses.EVENTS);
    MediaTypes.requireAccepted(context.request(), MEDIA_TYPE);
    return caller;
  }

  private EventStream enter(RoutingContext context, Caller caller, boolean ofOneJob) {
    live.seats().take();
    EventStream stream = new EventStream(context.request(), caller.scope(), ofOneJob, live);
    open.add(stream);
    live.counts().streams.increment();
    Runnable leave = live.ends().onEnd(caller, stream::end);
    context.addEndHandler(
        ended -> {
          leave.run();
          open.remove(stream);
          stream.closed();
          live.seats().leave();
          live.counts().streams.decrement();
        });
    return stream;
  }

  private static Future<Void> head(RoutingContext context) {
    headers(context);
    return context.response().end();
  }

  private static void headers(RoutingContext context) {
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        // Tells nginx, which would otherwise collect events until its buffer is full.
        .putHeader("X-Accel-Buffering", "no");
  }

  /** Ends all streams, because the server stops; browsers then come back by themselves. */
  @Override
  public Future<?> close() {
    return Future.join(List.copyOf(open).stream().map(EventStream::end).toList());
  }
}
