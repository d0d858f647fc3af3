package dev.jobtracker.web.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Time counts only while somebody could listen. */
class PatienceTest {
  private static final Duration WHOLE = Duration.ofMillis(400);

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Bus.await(vertx.close());
  }

  /** Keeps the event loop from everything, as a stopped process does. */
  private static void pause(Duration length) {
    try {
      assertThat(new CountDownLatch(1).await(length.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void pause_counts_for_next_to_nothing() {
    Promise<Long> ran = Promise.promise();
    vertx.runOnContext(
        now -> {
          long[] end = new long[1];
          Patience.once(vertx, WHOLE, () -> ran.complete(System.nanoTime() - end[0]));
          pause(WHOLE.multipliedBy(3));
          end[0] = System.nanoTime();
        });
    // Two of eight looks at most are counted for the pause, and a timer is exact to a millisecond.
    assertThat(Bus.await(ran.future())).isGreaterThan(WHOLE.toNanos() / 2);
  }

  @Test
  void every_runs_once_after_a_pause_of_many_times() {
    Promise<Long> second = Promise.promise();
    vertx.runOnContext(
        now -> {
          long[] first = new long[1];
          Patience.every(
              vertx,
              WHOLE,
              () -> {
                if (first[0] == 0) {
                  first[0] = System.nanoTime();
                } else {
                  second.tryComplete(System.nanoTime() - first[0]);
                }
              });
          pause(WHOLE.multipliedBy(5));
        });
    assertThat(Bus.await(second.future())).isGreaterThan(WHOLE.toNanos() / 2);
  }

  @Test
  void cancelled_runs_never() {
    Promise<String> end = Promise.promise();
    vertx.runOnContext(
        now -> {
          Patience cancelled =
              Patience.once(vertx, Duration.ofMillis(50), () -> end.tryComplete("cancelled"));
          Patience.once(vertx, Duration.ofMillis(150), () -> end.tryComplete("kept"));
          cancelled.cancel();
        });
    assertThat(Bus.await(end.future())).isEqualTo("kept");
  }
}
