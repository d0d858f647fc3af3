package dev.jobtracker.client;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells the work, once, that it should stop, and remembers whether it said that it does. */
final class CancelSignal {
  private final Context workContext;
  private final List<Consumer<@Nullable String>> handlers = new ArrayList<>();
  private @Nullable String reason;
  private boolean confirmed;
  private volatile boolean requested;

  CancelSignal(Context workContext) {
    this.workContext = workContext;
  }

  boolean isRequested() {
    return requested;
  }

  synchronized @Nullable String reason() {
    return reason;
  }

  synchronized boolean isConfirmed() {
    return confirmed;
  }

  synchronized boolean confirm() {
    confirmed = requested;
    return confirmed;
  }

  synchronized void request(@Nullable String why) {
    if (!requested) {
      requested = true;
      reason = why;
      handlers.forEach(handler -> call(handler, why));
      handlers.clear();
    }
  }

  synchronized void onRequest(Consumer<@Nullable String> handler) {
    if (requested) {
      call(handler, reason);
    } else {
      handlers.add(handler);
    }
  }

  /** Only hands the handler over, so that none ever runs under the lock. */
  private void call(Consumer<@Nullable String> handler, @Nullable String why) {
    try {
      workContext.runOnContext(now -> handler.accept(why));
    } catch (RejectedExecutionException closed) {
      // Vert.x has ended, and with it all that its contexts could do.
    }
  }
}
