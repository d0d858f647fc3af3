package dev.jobtracker.tracker;

import static dev.jobtracker.tracker.Bus.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What blocks there holds up nobody else. */
class DaemonThreadTest {
  private final Vertx vertx = Vertx.vertx();
  private final DaemonThread thread = new DaemonThread(vertx, "jobtracker-test");
  private final CountDownLatch hang = new CountDownLatch(1);

  @AfterEach
  void end() {
    hang.countDown();
    await(vertx.close());
  }

  private Future<String> hanging() {
    return thread.run(
        () -> {
          hang.await();
          return Thread.currentThread().getName();
        });
  }

  @Test
  void end_of_vertx_does_not_wait_for_what_hangs() {
    Future<String> never = hanging();
    await(vertx.close());
    assertThat(hang.getCount()).isEqualTo(1);
    assertThat(never.isComplete()).isFalse();
  }

  @Test
  void answer_comes_on_the_context_of_the_caller() {
    Context caller = vertx.getOrCreateContext();
    Promise<Context> where = Promise.promise();
    caller.runOnContext(now -> hanging().onSuccess(name -> where.complete(Vertx.currentContext())));
    hang.countDown();
    assertThat(await(where.future())).isSameAs(caller);
  }

  @Test
  void calls_run_in_their_order_and_to_the_last_one() {
    List<Integer> order = new ArrayList<>();
    Future<String> first = hanging();
    Future<Boolean> second = thread.run(() -> order.add(1));
    Future<Boolean> third = thread.run(() -> order.add(2));
    thread.end();
    assertThatThrownBy(() -> await(thread.run(() -> order.add(3))))
        .isInstanceOf(RejectedExecutionException.class);
    hang.countDown();
    assertThat(await(first)).isEqualTo("jobtracker-test");
    await(Future.all(second, third));
    assertThat(order).containsExactly(1, 2);
  }

  @Test
  void error_of_a_call_is_its_own() {
    AssertionError error = new AssertionError("on purpose");
    assertThatThrownBy(
            () ->
                await(
                    thread.run(
                        () -> {
                          throw error;
                        })))
        .isSameAs(error);
    assertThat(await(thread.run(() -> "goes on"))).isEqualTo("goes on");
  }
}
