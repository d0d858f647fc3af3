package dev.jobtracker.web.access;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ends what a browser holds open when its session ends: a cookie is shown once, when a WebSocket, a
 * stream or a poll begins, and may be worth nothing while it goes on. Whatever is open counts as
 * use of its session. Used by one event loop; its entries are bounded by {@code live.max_sockets}.
 */
public final class SessionEnds {
  private static final long LOOK_MILLIS = 250;

  private final Access access;
  private final Sessions sessions;
  private final Map<String, Set<Runnable>> open = new HashMap<>();

  public SessionEnds(Access access, Sessions sessions) {
    this.access = access;
    this.sessions = sessions;
  }

  /** Begins to look for sessions that are over; ends with the verticle. */
  public SessionEnds watch(Vertx vertx) {
    vertx.setPeriodic(LOOK_MILLIS, timer -> look());
    return this;
  }

  /**
   * Runs {@code end} once the session is over that let this request in, where one did.
   *
   * @return what to run when the request has come to its end before
   */
  public Runnable onEnd(MultiMap headers, Runnable end) {
    return onEnd(access.session(headers), end);
  }

  /** The same for a session that was noted before, null where there is none. */
  public Runnable onEnd(@Nullable String session, Runnable end) {
    if (session == null) {
      return () -> {};
    }
    open.computeIfAbsent(session, id -> new HashSet<>()).add(end);
    return () ->
        open.computeIfPresent(
            session,
            (id, ends) -> {
              ends.remove(end);
              return ends.isEmpty() ? null : ends;
            });
  }

  /** Ends what is open of sessions that are over; to be called every now and then. */
  void look() {
    // A copy, because what ends takes itself out.
    for (String session : List.copyOf(open.keySet())) {
      if (sessions.token(session) == null) {
        open.remove(session).forEach(Runnable::run);
      }
    }
  }
}
