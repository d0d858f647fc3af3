package dev.jobtracker.client;

import static dev.jobtracker.tracker.Bus.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.tracker.JobTrackerVerticle;
import dev.jobtracker.wire.Addresses;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first moments of a look at a job over the event bus, when an event loop is slow. */
class FollowBeginTest {
  private static final NewJob JOB = NewJob.of("scan").withHeartbeatTimeout(1);

  private final VertxInternal vertx =
      (VertxInternal) Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private final CountDownLatch free = new CountDownLatch(1);

  @AfterEach
  void close() {
    free.countDown();
    await(vertx.close());
  }

  /**
   * The end of the tracker was missed where the client listened for it only later.
   *
   * @param before the event loops take turns, so with 0 or with 1 it is the slow one's turn
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void end_of_the_tracker_right_after_the_first_state_is_not_missed(int before) throws Exception {
    String deployment = await(vertx.deployVerticle(new JobTrackerVerticle()));
    for (int i = 0; i < before; i++) {
      vertx.createEventLoopContext();
    }
    JobTracker tracker = new JobTracker(vertx, WithTracker.HURRIED);
    String id = await(tracker.create(JOB)).taskId();
    Thread trackers = threadOf(Addresses.GET, () -> tracker.get(id));
    contextWhere(thread -> thread != trackers).runOnContext(now -> hold(free));
    Promise<Job> end = Promise.promise();
    contextWhere(thread -> thread == trackers)
        .runOnContext(now -> tracker.follow(id, job -> vertx.undeploy(deployment)).onComplete(end));
    // Long enough for a first state, if it does not wait for the slow event loop.
    assertThat(free.await(200, TimeUnit.MILLISECONDS)).isFalse();
    free.countDown();
    assertThatThrownBy(() -> await(end.future()))
        .isInstanceOf(JobException.class)
        .hasMessage("task_id: job \"" + id + "\" was lost with its tracker");
  }

  private Thread threadOf(String address, Supplier<Future<?>> call) {
    AtomicReference<Thread> thread = new AtomicReference<>();
    vertx
        .eventBus()
        .addInboundInterceptor(
            delivery -> {
              if (delivery.message().address().equals(address)) {
                thread.set(Thread.currentThread());
              }
              delivery.next();
            });
    await(call.get());
    return thread.get();
  }

  private Context contextWhere(Predicate<Thread> right) {
    for (int i = 0; i < 2; i++) {
      Context context = vertx.createEventLoopContext();
      Promise<Thread> thread = Promise.promise();
      context.runOnContext(now -> thread.complete(Thread.currentThread()));
      if (right.test(await(thread.future()))) {
        return context;
      }
    }
    throw new AssertionError("the event loops do not take turns");
  }

  /** Keeps the thread that calls from doing anything else. */
  static void hold(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }
}
