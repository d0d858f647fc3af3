package dev.jobtracker.client;

import static dev.jobtracker.tracker.Bus.await;

import dev.jobtracker.job.Job;
import dev.jobtracker.tracker.JobTrackerVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A real tracker on a real bus, and a client in a hurry. */
abstract class WithTracker {
  static final Pace HURRIED = new Pace(80, 1, 5, 20, 5_000, 5_000, 500, 10_000);

  Vertx vertx;
  JobTracker tracker;
  String deployment;

  @BeforeEach
  void deploy() {
    vertx = Vertx.vertx();
    tracker = new JobTracker(vertx, HURRIED);
    deployTracker();
  }

  void deployTracker() {
    deployment = await(vertx.deployVerticle(new JobTrackerVerticle()));
  }

  @AfterEach
  void close() {
    // There is none where a test was skipped before it began.
    if (vertx != null) {
      await(vertx.close());
    }
  }

  /** Completes once the condition holds. Whoever waits for it has the deadline. */
  Future<Void> until(BooleanSupplier condition) {
    return condition.getAsBoolean()
        ? Future.succeededFuture()
        : vertx.timer(2, TimeUnit.MILLISECONDS).compose(later -> until(condition));
  }

  /** Completes with the job once the tracker shows it so. */
  Future<Job> until(String taskId, Predicate<Job> condition) {
    return tracker
        .get(taskId)
        .otherwiseEmpty()
        .compose(
            job ->
                job != null && condition.test(job)
                    ? Future.succeededFuture(job)
                    : vertx
                        .timer(2, TimeUnit.MILLISECONDS)
                        .compose(later -> until(taskId, condition)));
  }
}
