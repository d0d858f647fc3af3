package dev.jobtracker.client;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.JobJson;
import dev.jobtracker.wire.Keys;
import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work and its job, from the create to the last word.
 *
 * <p>The work runs on the context of the caller, and all talk with the tracker happens on a context
 * that belongs to no verticle. So the last word still gets out when the caller's verticle is
 * undeployed, which ends that verticle's timers and consumers. Only the inner side of Vert.x gives
 * such a context, and tells of the undeployment.
 */
final class TrackedWork<T> {
  private static final JobUpdate RUNNING = JobUpdate.builder().status(JobStatus.RUNNING).build();

  private final Vertx vertx;
  private final JobTracker tracker;
  private final Pace pace;
  private final AsyncWork<T> work;
  private final ContextInternal caller;
  private final ContextInternal own;
  private final DeliveryOptions options;
  private final long begun = System.nanoTime();

  TrackedWork(JobTracker tracker, AsyncWork<T> work) {
    this.vertx = tracker.vertx();
    this.tracker = tracker;
    this.pace = tracker.pace();
    this.work = work;
    this.caller = (ContextInternal) vertx.getOrCreateContext();
    this.own = ((VertxInternal) vertx).createEventLoopContext();
    this.options = new DeliveryOptions().setSendTimeout(pace.answer());
  }

  /** Returns how the work went, once the job says so too. */
  Future<Job> run(NewJob job) {
    Promise<Job> result = caller.promise();
    own.runOnContext(
        start ->
            insist(() -> tracker.create(job, options), 1)
                .compose(creation -> begin(job, creation.job()))
                .onComplete(result));
    return result.future();
  }

  /** Repeats a call that nobody answered. Both calls of an opening are safe to repeat. */
  private <A> Future<A> insist(Supplier<Future<A>> call, int attempt) {
    return call.get()
        .recover(
            failure -> {
              long elapsed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
              if (kind(failure) != JobException.Kind.UNAVAILABLE || elapsed >= pace.opening()) {
                return Future.failedFuture(failure);
              }
              return vertx
                  .timer(pace.backoff(attempt), TimeUnit.MILLISECONDS)
                  .compose(then -> insist(call, attempt + 1));
            });
  }

  private static JobException.@Nullable Kind kind(Throwable failure) {
    return failure instanceof JobException refusal ? refusal.kind() : null;
  }

  private Future<Job> begin(NewJob origin, Job created) {
    if (created.status().isTerminal()) {
      return Future.succeededFuture(created);
    }
    String taskId = created.taskId();
    JobReporter reporter = new JobReporter(caller, created);
    Outbox outbox = new Outbox(tracker, origin, reporter);
    reporter.onReport(() -> own.runOnContext(report -> outbox.wake()));
    MessageConsumer<JsonObject> events =
        vertx
            .eventBus()
            .consumer(Addresses.eventsOf(taskId), message -> heard(outbox, taskId, message));
    outbox.end().onComplete(end -> events.unregister());
    return insist(() -> tracker.update(taskId, RUNNING, options), 1)
        .recover(failure -> endedMeanwhile(taskId, failure))
        .onSuccess(outbox::saw)
        .onFailure(failure -> outbox.stop(Future.failedFuture(failure)))
        .compose(
            job ->
                job.status().isTerminal()
                    ? outbox.end()
                    : new Run(reporter, outbox, events).start());
  }

  /** A job that was cancelled before it ran has ended well enough: its work never starts. */
  private Future<Job> endedMeanwhile(String taskId, Throwable failure) {
    return kind(failure) == JobException.Kind.CONFLICT
        ? tracker.get(taskId, options)
        : Future.failedFuture(failure);
  }

  private static void heard(Outbox outbox, String taskId, Message<JsonObject> message) {
    if (Addresses.CHANGED.equals(message.headers().get(Addresses.EVENT))) {
      outbox.heard(JobJson.read(message.body()));
    } else {
      String how = message.body().getString(Keys.REASON);
      outbox.stop(
          Future.failedFuture(
              new JobException(
                  JobException.Kind.GONE, "task_id: job \"" + taskId + "\" was " + how)));
    }
  }

  /** The work at work. It is told, and its job failed, when the caller's verticle is undeployed. */
  private final class Run implements Closeable {
    private final JobReporter reporter;
    private final Outbox outbox;
    private final MessageConsumer<JsonObject> events;

    Run(JobReporter reporter, Outbox outbox, MessageConsumer<JsonObject> events) {
      this.reporter = reporter;
      this.outbox = outbox;
      this.events = events;
    }

    Future<Job> start() {
      if (caller.isDeployment() && !caller.closeFuture().add(this)) {
        abandon();
        return outbox.end();
      }
      outbox.end().onComplete(end -> caller.removeCloseHook(this));
      outbox.start();
      Promise<Job> result = Promise.promise();
      caller.runOnContext(
          start -> begun().onComplete((value, failure) -> ended(value, failure, result)));
      return result.future();
    }

    private Future<T> begun() {
      try {
        Future<T> future = work.start(reporter);
        return future != null ? future : Future.failedFuture("the work returned no future");
      } catch (Throwable failure) {
        return Future.failedFuture(failure);
      }
    }

    private void ended(@Nullable T value, @Nullable Throwable failure, Promise<Job> result) {
      JobUpdate last = LastWord.of(reporter, value, failure);
      own.runOnContext(
          end -> {
            if (close(last)) {
              outbox.giveUpAfter(pace.ending());
            }
            outbox
                .end()
                .onComplete(
                    job -> {
                      if (failure != null) {
                        result.fail(failure);
                      } else {
                        result.handle(job);
                      }
                    });
          });
    }

    /** Stops listening first: the event of the job's end would find a consumer that just left. */
    private boolean close(JobUpdate last) {
      events.unregister();
      return reporter.close(last);
    }

    private void abandon() {
      reporter.requestCancel("the worker's verticle was undeployed");
      close(LastWord.failed("the worker's verticle was undeployed"));
      outbox.giveUpAfter(pace.closing());
    }

    @Override
    public void close(Completable<Void> completion) {
      own.runOnContext(
          undeployed -> {
            abandon();
            outbox.end().onComplete(end -> completion.succeed());
          });
    }
  }
}
