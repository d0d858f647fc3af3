package dev.jobtracker.tracker;

import dev.jobtracker.store.Batch;
import dev.jobtracker.store.JobStore;
import dev.jobtracker.store.StoreReader;
import dev.jobtracker.store.Turn;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store on a thread of its own: what blocks there blocks no event loop. */
final class StoreThread {
  private static final AtomicInteger COUNT = new AtomicInteger();

  /**
   * How long a stop waits for the store's own end, of the 5 s that it has (contract, section 9).
   */
  private static final long CLOSE_MILLIS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(StoreThread.class);

  private final Vertx vertx;
  private final JobStore store;
  private final DaemonThread thread;
  private final StoreFigures figures = new StoreFigures();

  StoreThread(Vertx vertx, JobStore store) {
    this.vertx = vertx;
    this.store = store;
    this.thread = new DaemonThread(vertx, "jobtracker-store-" + COUNT.incrementAndGet());
  }

  Vertx vertx() {
    return vertx;
  }

  StoreFigures figures() {
    return figures;
  }

  /** Does what {@link JobStore#take} says. */
  Future<Turn> take(StoreReader reader, @Nullable String unreached) {
    return thread.run(() -> store.take(reader, unreached));
  }

  Future<Void> commit(Batch batch) {
    long begun = System.nanoTime();
    Future<Void> commit =
        thread.run(
            () -> {
              store.commit(batch);
              return null;
            });
    return commit.onSuccess(
        done -> figures.committed(System.nanoTime() - begun, batch.rows().size()));
  }

  /** Returns whether this process has the right to write for certain now. */
  boolean isHeld() {
    return store.isHeld();
  }

  /**
   * Gives the right to write back, and ends the thread. A store that hangs is left as it is: the
   * end of a process frees a file, and a lease runs out.
   */
  Future<Void> close() {
    Future<Void> closed =
        thread.run(
            () -> {
              store.close();
              return null;
            });
    thread.end();
    Promise<Void> over = Promise.promise();
    closed.onSuccess(over::tryComplete).onFailure(over::tryFail);
    // Not the timeout of a future: where nobody gave that a context it comes on a foreign thread.
    vertx.setTimer(CLOSE_MILLIS, timer -> over.tryFail("it did not answer in time"));
    return over.future()
        .onFailure(failure -> LOG.warn("The store does not let go: {}", failure.getMessage()));
  }
}
