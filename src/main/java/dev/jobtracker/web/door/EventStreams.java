package dev.jobtracker.web.door;

import dev.jobtracker.job.JobFilter;
import dev.jobtracker.web.access.Access;
import dev.jobtracker.web.access.Caller;
import dev.jobtracker.web.http.Answers;
import dev.jobtracker.web.http.Door;
import dev.jobtracker.web.http.MediaTypes;
import dev.jobtracker.web.http.Paths;
import dev.jobtracker.web.http.QueryParameters;
import dev.jobtracker.web.limit.Patience;
import dev.jobtracker.web.live.LiveServices;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.FilterJson;
import dev.jobtracker.wire.JobJson;
import dev.jobtracker.wire.Keys;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The door of server-sent events (contract, section 7). */
public final class EventStreams implements Door {
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  /** The same as a query, which is how polyfills send it that cannot set headers. */
  private static final String LAST_EVENT_ID_QUERY = "lastEventId";

  private static final Set<String> QUERY =
      Stream.concat(FilterJson.KEYS.stream(), Stream.of(LAST_EVENT_ID_QUERY))
          .collect(Collectors.toUnmodifiableSet());

  private final Access access;
  private final LiveServices live;
  private final Set<EventStream> open = new HashSet<>();

  public EventStreams(Access access, LiveServices live) {
    this.access = access;
    this.live = live;
  }

  @Override
  public void mount(Router router) {
    router.get(Paths.JOB_EVENTS).method(HttpMethod.HEAD).handler(this::ofJob);
    router.get(Paths.EVENTS).method(HttpMethod.HEAD).handler(this::ofFilter);
    // A copy, because a stream that ends leaves the set.
    Patience.every(
        live.vertx(),
        live.config().pingInterval(),
        () -> List.copyOf(open).forEach(EventStream::ping));
  }

  private void ofJob(RoutingContext context) {
    Caller caller = check(context);
    QueryParameters.read(context, Set.of(LAST_EVENT_ID_QUERY));
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
    if (sawTheEnd(context, job) && !context.response().ended()) {
      return Answers.empty(context, 204);
    }
    stream.begin(job);
    return Future.succeededFuture();
  }

  /** A reconnect after the end is told 204, which stops a browser from trying for ever. */
  private static boolean sawTheEnd(RoutingContext context, JsonObject job) {
    String header = context.request().getHeader(LAST_EVENT_ID);
    String seen = header == null ? context.queryParams().get(LAST_EVENT_ID_QUERY) : header;
    return JobJson.isTerminal(job) && String.valueOf(job.getLong(Keys.REVISION)).equals(seen);
  }

  private void ofFilter(RoutingContext context) {
    Caller caller = check(context);
    JsonObject query = QueryParameters.read(context, QUERY);
    query.remove(LAST_EVENT_ID_QUERY);
    JobFilter filter = FilterJson.readFilter(query);
    if (context.request().method() == HttpMethod.HEAD) {
      head(context);
      return;
    }
    EventStream stream = enter(context, caller, false);
    live.feed().watch(filter, stream);
    context.addEndHandler(ended -> live.feed().unwatch(filter, stream));
    live.firstStates().newest(stream, filter).onSuccess(stream::begin).onFailure(context::fail);
  }

  private Caller check(RoutingContext context) {
    Caller caller = access.caller(context);
    caller.requireVerb(Addresses.EVENTS);
    MediaTypes.requireAccepted(context.request(), EventStream.MEDIA_TYPE);
    return caller;
  }

  private EventStream enter(RoutingContext context, Caller caller, boolean ofOneJob) {
    live.seats().take();
    EventStream stream = new EventStream(context, caller.scope(), ofOneJob, live);
    open.add(stream);
    live.counts().streams.increment();
    Runnable leave = live.ends().onEnd(caller, stream::endAccess);
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
    EventStream.headers(context);
    return context.response().end();
  }

  /** Ends all streams, because the server stops; browsers then come back by themselves. */
  @Override
  public Future<?> close() {
    return Future.join(List.copyOf(open).stream().map(EventStream::stop).toList());
  }
}
