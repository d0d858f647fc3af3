package dev.jobtracker.client;

import io.vertx.core.Closeable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a piece of work hangs on: the verticle that began it, where there is one, the connection to
 * the tracker, where there is one, and the Vert.x instance. They wait with their end until the
 * work's last word is out, or given up.
 */
final class Lifeline {
  /** What is told to who begins when a holder has ended already. */
  static final String OVER = "the worker's verticle, Vert.x instance or connection has ended";

  private final List<CloseFuture> holders = new ArrayList<>();
  private final List<Closeable> hooks = new ArrayList<>();
  private final Function<String, Future<Void>> onEnd;

  /** Calls {@code onEnd} with the reason, on any thread; its future ends the wait. */
  Lifeline(JobTracker tracker, Context caller, Function<String, Future<Void>> onEnd) {
    this.onEnd = onEnd;
    ContextInternal inner = (ContextInternal) caller;
    if (inner.isDeployment()) {
      add(inner.closeFuture(), "the worker's verticle was undeployed");
    }
    CloseFuture users = tracker.transport().users();
    if (users != null) {
      add(users, "the worker's connection to the tracker was closed");
    }
    add(((VertxInternal) tracker.vertx()).closeFuture(), "the worker's Vert.x instance was closed");
  }

  private void add(CloseFuture holder, String why) {
    holders.add(holder);
    hooks.add(completion -> onEnd.apply(why).onComplete(end -> completion.succeed()));
  }

  /** Begins to listen; returns false where a holder has ended already. */
  boolean hold() {
    boolean alive = true;
    for (int i = 0; i < holders.size(); i++) {
      alive &= holders.get(i).add(hooks.get(i));
    }
    return alive;
  }

  void release() {
    for (int i = 0; i < holders.size(); i++) {
      holders.get(i).remove(hooks.get(i));
    }
  }
}
