package dev.jobtracker.client;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;

/**
 * Runs blocking work beside the event loops. Whether the JDK has virtual threads, and a context of
 * such a thread without a verticle to own it, only the inner side of Vert.x tells.
 */
final class Blocking {
  private Blocking() {}

  static <T> AsyncWork<T> async(Vertx vertx, BlockingWork<T> work) {
    VertxInternal inner = (VertxInternal) vertx;
    return inner.isVirtualThreadAvailable()
        ? reporter -> onVirtualThread(inner.createVirtualThreadContext(), work, reporter)
        : reporter -> onWorkerThread(vertx.getOrCreateContext(), work, reporter);
  }

  private static <T> Future<T> onVirtualThread(
      Context context, BlockingWork<T> work, JobReporter reporter) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(
        start -> {
          try {
            promise.complete(work.run(reporter));
          } catch (Throwable failure) {
            promise.fail(failure);
          }
        });
    return promise.future();
  }

  /** Unordered, because an ordered one would wait for every other of this context. */
  private static <T> Future<T> onWorkerThread(
      Context context, BlockingWork<T> work, JobReporter reporter) {
    return context.executeBlocking(() -> work.run(reporter), false);
  }
}
