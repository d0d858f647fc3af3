package dev.jobtracker.tracker;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what blocks, one call after the other. It is not one of Vert.x's threads: an end of those
 * waits for what blocks there, and a disk or a database may hang for ever.
 */
final class DaemonThread {
  private static final Logger LOG = LoggerFactory.getLogger(DaemonThread.class);

  private final Vertx vertx;
  private final ExecutorService thread;

  DaemonThread(Vertx vertx, String name) {
    this.vertx = vertx;
    this.thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread daemon = new Thread(work, name);
              daemon.setDaemon(true);
              return daemon;
            });
  }

  /** Runs this after all that was given before; the future completes on the caller's context. */
  <T> Future<T> run(Callable<T> work) {
    Promise<T> outcome = Promise.promise();
    Context context = vertx.getOrCreateContext();
    try {
      thread.execute(() -> run(work, outcome, context));
    } catch (RejectedExecutionException ended) {
      outcome.fail(ended);
    }
    return outcome.future();
  }

  private static <T> void run(Callable<T> work, Promise<T> outcome, Context context) {
    Future<T> done = done(work);
    try {
      context.runOnContext(turn -> done.onComplete(outcome));
    } catch (RejectedExecutionException ended) {
      LOG.debug("Nobody is left to hear what was done.");
    }
  }

  private static <T> Future<T> done(Callable<T> work) {
    try {
      return Future.succeededFuture(work.call());
    } catch (Exception | Error failure) {
      return Future.failedFuture(failure);
    }
  }

  /** Takes nothing more; the thread ends after what it was given. */
  void end() {
    thread.shutdown();
  }
}
