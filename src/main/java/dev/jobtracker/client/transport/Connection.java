package dev.jobtracker.client.transport;

import dev.jobtracker.job.JobException;
import dev.jobtracker.wire.Reply;
import dev.jobtracker.wire.UpgradeHeaders;
import io.vertx.core.Closeable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a tracker's web door (contract, sections 8 and 12) for who shares no event bus
 * with it. It comes back by itself, with growing pauses, for as long as it is not closed. Calls
 * that are made in one turn of an event loop go together.
 *
 * <p>May be used from any thread. Everything inside happens on one event loop that belongs to no
 * verticle; only Vert.x's inner side gives such a context.
 */
public final class Connection implements Transport {
  /** So many calls may wait or be on their way; one more fails at once. */
  private static final int MAX_CALLS = 20_000;

  private static final String CLOSED = "the connection to the tracker is closed";

  private final VertxInternal vertx;
  private final Context own;
  private final Calls calls;
  private final JobWatches watches;
  private final Link link;
  private final AtomicLong lastId = new AtomicLong();
  private final AtomicInteger open = new AtomicInteger();
  private final Queue<Call> called = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean collecting = new AtomicBoolean();
  private final Closeable hook = completion -> close().onComplete(completion);
  private final CloseFuture users = new CloseFuture();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Promise<Void> end = Promise.promise();
  private volatile boolean closed;

  private Connection(Vertx vertx, WebDoor door, @Nullable Listener listener) {
    this.vertx = (VertxInternal) vertx;
    this.own = ownContext(vertx);
    this.calls = new Calls(vertx);
    this.watches = new JobWatches(vertx, this);
    List<Listener> listeners = new ArrayList<>(List.of(watches));
    if (listener != null) {
      listeners.add(new AllJobs(vertx, this, listener));
    }
    this.link = new Link(vertx, door, calls, listeners);
  }

  /**
   * Returns an event loop that neither a verticle nor Vert.x takes along when it ends: what is made
   * there lasts until the last word is said.
   */
  static Context ownContext(Vertx vertx) {
    return ((VertxInternal) vertx).contextBuilder().withCloseFuture(new CloseFuture()).build();
  }

  /** Hears what the tracker publishes: all its jobs, results included, on the event loop. */
  public interface Listener {
    /** All that happens from now on is told; of the time before nothing is known. */
    void connected();

    /** The connection broke, or could not be made, for this reason. It comes back by itself. */
    void disconnected(String why);

    /** The connection was closed on this side, and does not come back. */
    default void closed() {}

    /** A job is like this now, its result included. */
    void changed(JsonObject job);

    /** A job is forgotten: its {@code task_id} and the {@code reason}. */
    void removed(JsonObject removal);
  }

  /**
   * Begins to connect, and goes on trying until it is closed.
   *
   * @param listener hears of all jobs; null where only answers are wanted
   * @throws JobException {@code INVALID} for authorities that are no certificates
   */
  public static Connection begin(Vertx vertx, WebDoor door, @Nullable Listener listener) {
    Connection connection = new Connection(vertx, door, listener);
    connection.vertx.closeFuture().add(connection.hook);
    connection.later(connection.link::connect);
    return connection;
  }

  /**
   * Completes with the first connection, on the context of the caller. Fails when the server
   * refuses it in a way that no wait mends (a wrong token). As long as it merely cannot be reached,
   * it is tried again; after this time the future fails with why, and only {@link #close} ends the
   * tries.
   */
  public Future<Void> connectedWithin(Duration patience) {
    Promise<Void> first = vertx.getOrCreateContext().promise();
    // A timer of our own, as the one of a future without a context ends on a thread of Netty's.
    boolean reached =
        later(
            () -> {
              long timer =
                  vertx.setTimer(
                      Math.max(1, patience.toMillis()), late -> first.tryFail(link.unreached()));
              link.first()
                  .onComplete(
                      (up, refusal) -> {
                        vertx.cancelTimer(timer);
                        if (refusal == null) {
                          first.tryComplete();
                        } else {
                          first.tryFail(refusal);
                        }
                      });
            });
    return reached ? first.future() : Future.failedFuture(JobException.unavailable(CLOSED));
  }

  /** Returns why there is no connection at present, or null where there is one. */
  @Override
  public @Nullable String whyDown() {
    return link.whyDown();
  }

  /**
   * Returns whether nobody listens where this connection goes: its last attempt was refused before
   * there was a connection, or the host has no address. False where somebody may be there: who does
   * not answer, refuses in words, hangs up, or has just cut a connection.
   */
  public boolean nobodyListens() {
    return link.nobodyListens();
  }

  /**
   * Sends a verb. While there is no connection it waits for one, for 5 seconds at most. A read that
   * was on its way when a connection broke is sent again; a change fails then.
   *
   * @param address one of the verbs in {@link dev.jobtracker.wire.Addresses}
   * @return the answer, on the context of the caller; fails with a {@link JobException}
   */
  @Override
  public Future<Reply> request(String address, JsonObject body, long timeoutMillis) {
    Promise<Reply> outcome = vertx.getOrCreateContext().promise();
    return request(new Call.Question(address, body, false, null), timeoutMillis, outcome);
  }

  /**
   * Sends a verb for somebody else, as a node does that shows {@link UpgradeHeaders#NODE}; in all
   * else as {@link #request(String, JsonObject, long)}. But the answer comes on any thread, and on
   * the one of the {@link Listener} in order with what that hears.
   *
   * @param scope what the other may see, as it stands in the header of a message on the bus; null =
   *     every job
   */
  public Future<Reply> forward(
      String address, JsonObject body, @Nullable String scope, long timeoutMillis) {
    return request(new Call.Question(address, body, true, scope), timeoutMillis, Promise.promise());
  }

  private Future<Reply> request(
      Call.Question question, long timeoutMillis, Promise<Reply> outcome) {
    if (closed) {
      return Future.failedFuture(JobException.unavailable(CLOSED));
    }
    if (open.get() >= MAX_CALLS) {
      return Future.failedFuture(
          JobException.unavailable("more than " + MAX_CALLS + " calls wait already"));
    }
    try {
      called.add(new Call(lastId.incrementAndGet(), question, timeoutMillis, outcome));
    } catch (JobException unsayable) {
      return Future.failedFuture(unsayable);
    }
    open.incrementAndGet();
    if (collecting.compareAndSet(false, true)) {
      afterThisTurn(this::collect);
    }
    return outcome.future().onComplete(end -> open.decrementAndGet());
  }

  /** Lets what is called in the same turn of the caller's event loop come together. */
  private void afterThisTurn(Runnable action) {
    Context caller = Context.isOnEventLoopThread() ? Vertx.currentContext() : null;
    if (caller == null) {
      later(action);
    } else {
      caller.runOnContext(turn -> later(action));
    }
  }

  private void collect() {
    collecting.set(false);
    for (Call call = called.poll(); call != null; call = called.poll()) {
      if (closed) {
        call.outcome.tryFail(JobException.unavailable(CLOSED));
      } else {
        calls.add(call);
      }
    }
    if (closed) {
      calls.close(CLOSED);
    }
  }

  @Override
  public Subscription listen(String taskId, JobNews news) {
    later(() -> watches.add(taskId, news));
    return () -> later(() -> watches.remove(taskId, news));
  }

  /**
   * Ends the connection, when its {@link #users} have said their last word. What still waits for an
   * answer then fails.
   */
  @Override
  public Future<Void> close() {
    if (closing.compareAndSet(false, true)) {
      users
          .close()
          .onComplete(
              said -> {
                if (!later(this::letGo)) {
                  end.complete();
                }
              });
    }
    return end.future();
  }

  @Override
  public CloseFuture users() {
    return users;
  }

  private void letGo() {
    // What was called before still goes out, though nobody waits for its answer.
    collect();
    closed = true;
    vertx.closeFuture().remove(hook);
    collect();
    link.close().onComplete(end);
  }

  /** Goes to the own context; returns false where Vert.x has ended, and all calls with it. */
  private boolean later(Runnable action) {
    try {
      own.runOnContext(now -> action.run());
      return true;
    } catch (RejectedExecutionException ended) {
      return false;
    }
  }
}
