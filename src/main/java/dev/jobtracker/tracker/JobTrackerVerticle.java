package dev.jobtracker.tracker;

import dev.jobtracker.config.Config;
import dev.jobtracker.config.TrackerConfig;
import dev.jobtracker.job.Creation;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.job.JobLimits;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.Jobs;
import dev.jobtracker.job.ScopedJobs;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.Bodies;
import dev.jobtracker.wire.Failures;
import dev.jobtracker.wire.JobJson;
import dev.jobtracker.wire.RequestJson;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the job map and answers the eight verbs of {@link Addresses} on the event bus (contract,
 * sections 4 and 6). One per Vert.x instance. Its {@code config()} is the whole configuration
 * document, of which it reads {@code tracker}; without one it runs on defaults. Everything here
 * happens on one event loop.
 */
public final class JobTrackerVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(JobTrackerVerticle.class);

  private static final long SWEEP_MILLIS = 250;
  private static final int SWEEP_SLICE = 500;

  private final InstantSource clock;
  private final RefusalCounters refusals = new RefusalCounters();
  private Presence presence;
  private @Nullable Bodies bodies;
  private JobEvents events;
  private Jobs jobs;
  private int maxResultBytes;
  private boolean running;

  /** Creates a tracker that tells the time of the system. */
  public JobTrackerVerticle() {
    this(InstantSource.system());
  }

  /** Creates a tracker that tells the time of this clock. */
  @SuppressWarnings("NullAway.Init")
  public JobTrackerVerticle(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Answers a verb: the jobs that its caller may see and the body in, the body of the reply out.
   */
  private interface Verb {
    Future<?> answer(ScopedJobs jobs, JsonObject body, DeliveryOptions reply);
  }

  @Override
  public Future<?> start() {
    TrackerConfig config = Config.from(config()).tracker();
    presence = new Presence(vertx, null);
    return presence.take().compose(alone -> open(config)).recover(this::giveBack);
  }

  private Future<?> open(TrackerConfig config) {
    bodies = Bodies.open(vertx);
    running = true;
    maxResultBytes = config.maxResultBytes();
    events = new JobEvents(vertx, bodies, config.publishInterval());
    jobs = new Jobs(limits(config), clock, events);
    vertx.setPeriodic(SWEEP_MILLIS, timer -> sweep());
    List<Future<Void>> consumers = new ArrayList<>();
    consumers.add(consume(Addresses.CREATE, this::create));
    consumers.add(consume(Addresses.UPDATE, this::update));
    consumers.add(consume(Addresses.GET, this::get));
    consumers.add(consume(Addresses.LIST, this::list));
    consumers.add(consume(Addresses.CANCEL, this::cancel));
    consumers.add(consume(Addresses.DELETE, this::delete));
    consumers.add(consume(Addresses.CLEAR, this::clear));
    consumers.add(consume(Addresses.STATS, this::stats));
    consumers.add(consume(Addresses.METRICS, this::metrics));
    return Future.all(consumers);
  }

  @Override
  public Future<?> stop() {
    if (running) {
      running = false;
      events.flush();
      vertx.eventBus().publish(Addresses.ENDED, new JsonObject());
      bodies.close();
      return presence.giveBack();
    }
    return Future.succeededFuture();
  }

  /** A start that failed must not stand in the way of a later one. */
  private <T> Future<T> giveBack(Throwable failure) {
    running = false;
    if (bodies != null) {
      bodies.close();
    }
    return presence.giveBack().transform(given -> Future.failedFuture(failure));
  }

  private static JobLimits limits(TrackerConfig config) {
    return new JobLimits(
        config.maxJobs(),
        config.maxGone(),
        config.retention(),
        config.maxRetention(),
        config.heartbeatTimeout(),
        config.lostAfter());
  }

  private Future<Void> consume(String address, Verb verb) {
    return vertx
        .eventBus()
        .consumer(address, (Message<Object> message) -> answer(message, verb))
        .completion();
  }

  /** Answers every message, whatever happens: silence would leave the caller to its timeout. */
  private void answer(Message<Object> message, Verb verb) {
    DeliveryOptions reply = new DeliveryOptions();
    try {
      verb.answer(scoped(message), body(message), reply)
          .onSuccess(answer -> message.reply(bodies.of(answer), reply))
          .onFailure(failure -> refuse(message, failure));
    } catch (RuntimeException failure) {
      refuse(message, failure);
    }
  }

  private ScopedJobs scoped(Message<Object> message) {
    return jobs.in(RequestJson.readScope(message.headers().get(Addresses.SCOPE)));
  }

  private JsonObject body(Message<Object> message) {
    if (!running) {
      throw new JobException(Kind.UNAVAILABLE, "the tracker is stopping");
    }
    if (message.body() instanceof JsonObject body) {
      return body;
    }
    String found = message.body() == null ? "none" : message.body().getClass().getSimpleName();
    throw new JobException(Kind.INVALID, "the body must be a JsonObject, found " + found);
  }

  private void refuse(Message<Object> message, Throwable failure) {
    ReplyException refusal = Failures.toReply(failure);
    refusals.count(refusal.failureCode());
    if (message.replyAddress() == null) {
      refusals.countUnheard();
      LOG.debug("Nobody waits for the refusal of {}: {}", message.address(), refusal.getMessage());
    } else {
      message.reply(refusal);
    }
  }

  private Future<Job> create(ScopedJobs jobs, JsonObject body, DeliveryOptions reply) {
    Creation creation = jobs.create(RequestJson.readNewJob(body, maxResultBytes));
    reply.addHeader(Addresses.CREATED, String.valueOf(creation.created()));
    return Future.succeededFuture(creation.job());
  }

  private Future<Job> update(ScopedJobs jobs, JsonObject body, DeliveryOptions reply) {
    RequestJson.Addressed<JobUpdate> update = RequestJson.readUpdate(body, maxResultBytes);
    return Future.succeededFuture(jobs.update(update.taskId(), update.request()));
  }

  private Future<Job> get(ScopedJobs jobs, JsonObject body, DeliveryOptions reply) {
    return Future.succeededFuture(jobs.get(RequestJson.readTaskId(body)));
  }

  private Future<?> list(ScopedJobs jobs, JsonObject body, DeliveryOptions reply) {
    return Future.succeededFuture(jobs.list(RequestJson.readQuery(body)));
  }

  private Future<Job> cancel(ScopedJobs jobs, JsonObject body, DeliveryOptions reply) {
    var cancel = RequestJson.readCancel(body);
    return Future.succeededFuture(jobs.cancel(cancel.taskId(), cancel.request()));
  }

  private Future<JsonObject> delete(ScopedJobs jobs, JsonObject body, DeliveryOptions reply) {
    String taskId = RequestJson.readTaskId(body);
    jobs.delete(taskId);
    return Future.succeededFuture(RequestJson.writeTaskId(taskId));
  }

  private Future<JsonObject> clear(ScopedJobs scoped, JsonObject body, DeliveryOptions reply) {
    scoped.requireAll();
    RequestJson.readNothing(body);
    return Future.succeededFuture(JobJson.writeCleared(jobs.clear()));
  }

  private Future<?> stats(ScopedJobs jobs, JsonObject body, DeliveryOptions reply) {
    RequestJson.readNothing(body);
    return Future.succeededFuture(jobs.stats(refusals.counters()));
  }

  private Future<?> metrics(ScopedJobs scoped, JsonObject body, DeliveryOptions reply) {
    scoped.requireAll();
    RequestJson.readNothing(body);
    return Future.succeededFuture(
        JobJson.writeWithDurations(jobs.stats().withCounters(refusals.counters())));
  }

  /** Meets the deadlines that have passed, in slices that leave the event loop free in between. */
  private void sweep() {
    if (running && jobs.sweep(SWEEP_SLICE)) {
      vertx.runOnContext(next -> sweep());
    }
  }
}
