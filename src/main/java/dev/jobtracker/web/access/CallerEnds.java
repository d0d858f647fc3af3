package dev.jobtracker.web.access;

import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Ends what a caller holds open when his session or his token ends: either is shown once, when a
 * WebSocket, a stream or a poll begins, and may be worth nothing while it goes on. Whatever is open
 * counts as use of its session. Used by one event loop; its entries are bounded by {@code
 * live.max_sockets}.
 */
public final class CallerEnds {
  private static final long LOOK_MILLIS = 250;

  private record Held(Caller caller, Runnable end) {}

  private final Sessions sessions;
  private final InstantSource clock;
  private final Set<Held> open = new LinkedHashSet<>();

  public CallerEnds(Sessions sessions, InstantSource clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  /** Begins to look for callers whose time is over; ends with the verticle. */
  public CallerEnds watch(Vertx vertx) {
    lookSoon(vertx);
    return this;
  }

  /** A timer of its own each time, as a periodic one would make up for looks missed in a pause. */
  private void lookSoon(Vertx vertx) {
    vertx.setTimer(
        LOOK_MILLIS,
        timer -> {
          lookSoon(vertx);
          look();
        });
  }

  /**
   * Runs {@code end} once the caller's session or token is over, where it ever is.
   *
   * @return what to run when that which he holds has come to its end before
   */
  public Runnable onEnd(Caller caller, Runnable end) {
    if (caller.session() == null && caller.grant().end() == null) {
      return () -> {};
    }
    Held held = new Held(caller, end);
    open.add(held);
    return () -> open.remove(held);
  }

  /** Ends what is open of callers whose time is over; to be called every now and then. */
  void look() {
    // A copy, because what ends takes itself out.
    for (Held held : List.copyOf(open)) {
      if (isOver(held.caller()) && open.remove(held)) {
        held.end().run();
      }
    }
  }

  private boolean isOver(Caller caller) {
    return caller.session() == null
        ? caller.grant().isOver(clock.instant())
        : sessions.grant(caller.session()) == null;
  }
}
