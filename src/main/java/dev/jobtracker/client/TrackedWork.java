package dev.jobtracker.client;

import dev.jobtracker.job.Creation;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.NewJob;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work that gets a job: the job is created, with some insistence, and then the work
 * runs on it.
 *
 * <p>The work belongs to the context of the caller, and all talk with the tracker happens on a
 * context that belongs to no verticle. So the last word still gets out when the caller's verticle
 * is undeployed, which ends that verticle's timers and consumers. Only the inner side of Vert.x
 * gives such a context.
 */
final class TrackedWork<T> {
  final JobTracker tracker;
  final Launch<T> launch;
  final ContextInternal caller;
  final ContextInternal own;

  /** How the work went, for its caller; what is said first counts. */
  final Promise<Job> outcome;

  private final Vertx vertx;
  private final Pace pace;
  private final long begun = System.nanoTime();

  /** Completes when the job is created, or is not going to be, or is not waited for any more. */
  private final Promise<Void> created = Promise.promise();

  /** Set once the job is created. */
  private @Nullable WorkOnJob<T> work;

  /** Why the work has to end before its time, once it has to. */
  private @Nullable String abandoned;

  TrackedWork(JobTracker tracker, Launch<T> launch) {
    this.vertx = tracker.vertx();
    this.tracker = tracker;
    this.pace = tracker.pace();
    this.launch = launch;
    this.caller = (ContextInternal) vertx.getOrCreateContext();
    this.own = ((VertxInternal) vertx).createEventLoopContext();
    this.outcome = caller.promise();
  }

  /** Returns how the work went, once the job says so too. */
  Future<Job> run(NewJob job) {
    Lifeline lifeline = new Lifeline(tracker, caller, this::abandon);
    if (!lifeline.hold()) {
      lifeline.release();
      return Future.failedFuture(JobException.unavailable(Lifeline.OVER));
    }
    outcome.future().onComplete(end -> lifeline.release());
    own.runOnContext(
        start ->
            create(job, 1)
                .onSuccess(creation -> begin(job, creation.job()))
                .onFailure(this::notCreated)
                .onComplete(over -> created.tryComplete()));
    return outcome.future();
  }

  /** Repeats a create that nobody answered; it is safe to repeat, for it brings its own id. */
  private Future<Creation> create(NewJob job, int attempt) {
    return tracker
        .create(job, pace.answer())
        .recover(
            failure -> {
              long elapsed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
              boolean unanswered = ((JobException) failure).kind() == JobException.Kind.UNAVAILABLE;
              if (!unanswered || elapsed >= pace.opening() || abandoned != null) {
                return Future.failedFuture(failure);
              }
              return vertx
                  .timer(pace.backoff(attempt), TimeUnit.MILLISECONDS)
                  .compose(then -> create(job, attempt + 1));
            });
  }

  private void begin(NewJob origin, Job created) {
    if (created.status().isTerminal()) {
      outcome.tryComplete(created);
      return;
    }
    work = new WorkOnJob<>(this, origin, created);
    work.hold();
    if (abandoned == null) {
      work.begin();
    } else {
      work.abandon(abandoned);
    }
  }

  private void notCreated(Throwable failure) {
    outcome.tryFail(abandoned == null ? failure : new JobFailure(abandoned));
  }

  /** Ends the work before its time, from any thread; completes when its job says so, or cannot. */
  private Future<Void> abandon(String why) {
    Promise<Void> done = Promise.promise();
    try {
      own.runOnContext(
          now -> {
            abandoned = why;
            if (!created.future().isComplete()) {
              // A job that is being created must be ended too, as nobody else will.
              vertx.setTimer(pace.closing(), late -> created.tryComplete());
            }
            created
                .future()
                .compose(over -> work == null ? Future.succeededFuture() : work.abandon(why))
                .onComplete(
                    told -> {
                      outcome.tryFail(new JobFailure(why));
                      done.complete();
                    });
          });
    } catch (RejectedExecutionException tooLate) {
      done.complete();
    }
    return done.future();
  }
}
