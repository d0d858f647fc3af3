package dev.jobtracker.client;

import io.vertx.core.Closeable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a piece of work hangs on: the verticle that began it, where there is one, and the Vert.x
 * instance. Both wait with their end until the work's last word is out, or given up.
 */
final class Lifeline {
  private final List<CloseFuture> holders = new ArrayList<>();
  private final List<Closeable> hooks = new ArrayList<>();
  private final Function<String, Future<Void>> onEnd;

  /** Calls {@code onEnd} with the reason, on any thread; its future ends the wait. */
  Lifeline(Vertx vertx, Context caller, Function<String, Future<Void>> onEnd) {
    this.onEnd = onEnd;
    ContextInternal inner = (ContextInternal) caller;
    if (inner.isDeployment()) {
      add(inner.closeFuture(), "the worker's verticle was undeployed");
    }
    add(((VertxInternal) vertx).closeFuture(), "the worker's Vert.x instance was closed");
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
