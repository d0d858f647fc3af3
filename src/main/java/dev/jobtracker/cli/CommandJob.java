package dev.jobtracker.cli;

import dev.jobtracker.client.ConnectionOptions;
import dev.jobtracker.client.JobFailure;
import dev.jobtracker.client.JobReporter;
import dev.jobtracker.client.JobTracker;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.NewJob;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The job of a command, told beside it: whatever the tracker does or fails to do, the command knows
 * nothing of it, except for a cancel. The whole is tried again until it is told or given up.
 */
final class CommandJob {
  private record Outcome(int code, String error) {}

  /**
   * How long after the command's end what could not be reported is tried (contract, section 14).
   */
  private static final long PATIENCE_SECONDS = 10;

  private static final long AGAIN_MILLIS = 500;
  private static final long REFUSED_MILLIS = 5_000;

  private final ConnectionOptions server;
  private final NewJob job;
  private final Observed observed;
  private final StandardError errors;
  private final Promise<Outcome> end = Promise.promise();
  private final CountDownLatch told = new CountDownLatch(1);
  private volatile boolean refused;
  private volatile boolean begun;
  private volatile Runnable stop = () -> {};

  CommandJob(ConnectionOptions server, NewJob job, Observed observed, StandardError errors) {
    this.server = server;
    this.job = job;
    this.observed = observed;
    this.errors = errors;
  }

  /** Begins to tell, on threads of its own, after {@code quiet}. A cancel calls {@code stop}. */
  void begin(Runnable quiet, Runnable stop) {
    this.stop = stop;
    Thread thread =
        new Thread(
            () -> {
              quiet.run();
              attempt(SmallVertx.create());
            },
            "job");
    thread.setDaemon(true);
    thread.start();
  }

  private void attempt(Vertx vertx) {
    JobTracker.connect(vertx, server)
        .onSuccess(tracker -> track(vertx, tracker))
        .onFailure(failure -> again(vertx, failure));
  }

  private void track(Vertx vertx, JobTracker tracker) {
    tracker
        .track(job, this::work)
        .onSuccess(this::told)
        .onFailure(
            failure -> {
              if (failure instanceof JobFailure) {
                told.countDown();
              } else {
                tracker.close().onComplete(closed -> again(vertx, failure));
              }
            });
  }

  private Future<JsonObject> work(JobReporter reporter) {
    begun = true;
    taken();
    observed.attach(reporter);
    // A job that somebody else ended or deleted is no reason to stop a backup.
    reporter.onCancel(
        reason -> {
          if (!reporter.isEnded()) {
            stop.run();
          }
        });
    return end.future().compose(outcome -> lastWord(reporter, outcome));
  }

  /** After a cancel the job is cancelled, whatever the exit code. */
  private static Future<JsonObject> lastWord(JobReporter reporter, Outcome outcome) {
    JsonObject result = new JsonObject().put("exit_code", outcome.code());
    if (reporter.confirmCancel() || outcome.code() == 0) {
      return Future.succeededFuture(result);
    }
    reporter.result(result);
    return Future.failedFuture(new JobFailure(outcome.error()));
  }

  /** A job that was cancelled before it ran has no work that could hear of it. */
  private void told(Job seen) {
    taken();
    if (!begun && seen.cancelRequested()) {
      stop.run();
    }
    told.countDown();
  }

  private void taken() {
    refused = false;
    errors.notRefused();
  }

  private void again(Vertx vertx, Throwable failure) {
    refused = failure instanceof JobException e && e.kind() != JobException.Kind.UNAVAILABLE;
    begun = false;
    if (refused) {
      errors.refused(failure.getMessage());
    } else {
      errors.notRefused();
    }
    vertx.setTimer(refused ? REFUSED_MILLIS : AGAIN_MILLIS, now -> attempt(vertx));
  }

  /** The command has ended with this code, and with this error where the code is not 0. */
  void ended(int code, String error) {
    end.complete(new Outcome(code, error.isEmpty() ? "exit code " + code : error));
  }

  /**
   * Waits until the end is told, for ten seconds at most, and not for who refuses to hear it, which
   * is said in the end.
   */
  void awaitTold() throws InterruptedException {
    long rounds = PATIENCE_SECONDS * 1_000 / AGAIN_MILLIS;
    for (long i = 0; i < rounds && !refused; i++) {
      if (told.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
        break;
      }
    }
    errors.say();
  }

  /** Nobody wants to wait any longer. */
  void giveUp() {
    told.countDown();
  }
}
