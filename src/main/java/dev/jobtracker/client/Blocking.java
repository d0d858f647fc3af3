package dev.jobtracker.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs blocking work beside the event loops. Whether the JDK has virtual threads, and a context of
 * such a thread without a verticle to own it, only the inner side of Vert.x tells.
 *
 * <p>The permit is asked for on the thread that the work gets, so a job whose work waits for one of
 * the worker threads is still pending.
 */
final class Blocking {
  private Blocking() {}

  static <T> Launch<T> launch(Vertx vertx, BlockingWork<T> work) {
    VertxInternal inner = (VertxInternal) vertx;
    return (caller, reporter, permit) -> {
      Callable<T> permitted = () -> run(work, reporter, permit);
      Promise<T> end = Promise.promise();
      if (inner.isVirtualThreadAvailable()) {
        inner.createVirtualThreadContext().runOnContext(start -> complete(end, permitted));
      } else {
        // Unordered, because an ordered one would wait for every other of this context.
        caller.executeBlocking(() -> complete(end, permitted), false).onFailure(end::tryFail);
      }
      return end.future();
    };
  }

  private static <T> @Nullable T run(
      BlockingWork<T> work, JobReporter reporter, Supplier<Future<Void>> permit) throws Exception {
    permit.get().toCompletionStage().toCompletableFuture().get();
    return work.run(reporter);
  }

  /** Completes on the thread of the work, where its result may block while it is read. */
  private static <T> boolean complete(Promise<T> promise, Callable<T> work) {
    T value;
    try {
      value = work.call();
    } catch (Throwable failure) {
      return promise.tryFail(failure);
    }
    return promise.tryComplete(value);
  }
}
