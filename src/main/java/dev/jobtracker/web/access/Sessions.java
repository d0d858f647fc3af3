package dev.jobtracker.web.access;

import dev.jobtracker.config.AuthConfig;
import dev.jobtracker.web.limit.Limit;
import dev.jobtracker.web.limit.LimitHits;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of browsers, each standing for the token that was posted once. The instances of one
 * deployment share them, since any of them may get a browser's next request; so every method locks,
 * for the time of one look into a map.
 */
public final class Sessions {
  private static final int ID_BYTES = 32;

  private record Session(Grant grant, Instant end) {}

  private final SecureRandom random = new SecureRandom();
  private final int max;
  private final Duration ttl;
  private final InstantSource clock;
  private final LimitHits hits;

  /** In order of use, so that at the limit the one unused for longest is the first. */
  private final Map<String, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);

  public Sessions(AuthConfig config, InstantSource clock, LimitHits hits) {
    this.max = config.maxSessions();
    this.ttl = config.sessionTtl();
    this.clock = clock;
    this.hits = hits;
  }

  /** Returns how long a session lives. */
  Duration ttl() {
    return ttl;
  }

  /** Begins a session and returns its id; at the limit the one unused for longest ends. */
  synchronized String begin(Grant grant) {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    makeRoom();
    Instant end = clock.instant().plus(ttl);
    boolean tokenEndsFirst = grant.end() != null && grant.end().isBefore(end);
    sessions.put(id, new Session(grant, tokenEndsFirst ? grant.end() : end));
    return id;
  }

  private void makeRoom() {
    if (sessions.size() < max) {
      return;
    }
    // What is over must not drive out what is not, even if it was used later.
    sessions.values().removeIf(this::endIfOver);
    if (sessions.size() >= max) {
      sessions.remove(sessions.keySet().iterator().next());
      hits.count(Limit.MAX_SESSIONS);
    }
  }

  private boolean endIfOver(Session session) {
    boolean over = !clock.instant().isBefore(session.end());
    if (over) {
      hits.count(Limit.SESSION_TTL);
    }
    return over;
  }

  /** Returns how many sessions are held, some of which may be over without anybody noticing. */
  public synchronized int size() {
    return sessions.size();
  }

  /**
   * Returns what a session is worth, or null when there is none of this id or it is over. To ask is
   * to use it.
   */
  synchronized @Nullable Grant grant(String id) {
    Session session = sessions.get(id);
    if (session == null) {
      return null;
    }
    if (endIfOver(session)) {
      sessions.remove(id);
      return null;
    }
    return session.grant();
  }

  /** Ends a session, if there is one. */
  synchronized void end(String id) {
    sessions.remove(id);
  }
}
