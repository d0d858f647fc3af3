package dev.jobtracker.web.access;

import dev.jobtracker.config.AuthConfig;
import dev.jobtracker.web.limit.Limit;
import dev.jobtracker.web.limit.LimitHits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of browsers, each standing for the token that was posted once. The instances of one
 * deployment share them, since any of them may get a browser's next request; so every method locks,
 * for the time of one look into a map.
 *
 * <p>Where there are several nodes, a session is taken in here when its cookie is first seen,
 * whichever node began it, and its end is told to all. The limit counts what this node has seen.
 */
public final class Sessions {
  private static final int ID_BYTES = 32;

  /**
   * One session.
   *
   * @param id by which nodes call it; null where it is this node's alone
   */
  private record Session(Grant grant, Instant end, @Nullable String id) {}

  private final SecureRandom random = new SecureRandom();
  private final int max;
  private final Duration ttl;
  private final InstantSource clock;
  private final LimitHits hits;
  private final @Nullable SharedSessions shared;
  private int generation;

  /** In order of use, so that at the limit the one unused for longest is the first. */
  private final Map<String, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);

  /** Makes the sessions of one node. */
  public Sessions(AuthConfig config, InstantSource clock, LimitHits hits) {
    this(config, clock, hits, null);
  }

  Sessions(
      AuthConfig config, InstantSource clock, LimitHits hits, @Nullable SharedSessions shared) {
    this.max = config.maxSessions();
    this.ttl = config.sessionTtl();
    this.clock = clock;
    this.hits = hits;
    this.shared = shared;
  }

  /**
   * Makes sessions that hold at every node.
   *
   * @throws dev.jobtracker.config.ConfigException for a key of {@code auth.jwt} that is none
   */
  public static Sessions ofNodes(AuthConfig config, InstantSource clock, LimitHits hits) {
    return new Sessions(config, clock, hits, new SharedSessions(config, clock));
  }

  /**
   * Begins to hear of the sessions of other nodes, where there are any; complete when all is known
   * that there is.
   *
   * @param over says when to end
   */
  public Future<Void> exchange(Vertx vertx, BooleanSupplier over) {
    return shared == null ? Future.succeededFuture() : SessionExchange.begin(vertx, shared, over);
  }

  /** Returns how long a session lives. */
  Duration ttl() {
    return ttl;
  }

  /**
   * Begins a session and returns its id, which is its cookie; at the limit the one unused for
   * longest ends. Refuses with 503 where nobody knows yet what other nodes could read.
   */
  synchronized String begin(Grant grant) {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Instant end = clock.instant().plus(ttl);
    boolean tokenEndsFirst = grant.end() != null && grant.end().isBefore(end);
    Instant sooner = tokenEndsFirst ? grant.end() : end;
    if (shared == null) {
      add(id, new Session(grant, sooner, null));
      return id;
    }
    String cookie = shared.write(new SessionCookies.Content(id, grant, sooner));
    add(cookie, new Session(grant, sooner, id));
    return cookie;
  }

  private void add(String cookie, Session session) {
    makeRoom();
    sessions.put(cookie, session);
  }

  private void makeRoom() {
    if (sessions.size() < max) {
      return;
    }
    // What is over must not drive out what is not, even if it was used later.
    sessions.values().removeIf(this::endIfOver);
    if (sessions.size() >= max) {
      end(sessions.keySet().iterator().next());
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
    forgetOtherGeneration();
    Session session = sessions.get(id);
    if (session == null) {
      session = takeIn(id);
    }
    if (session == null) {
      return null;
    }
    if (endIfOver(session) || isEndedElsewhere(session)) {
      sessions.remove(id);
      return null;
    }
    return session.grant();
  }

  private void forgetOtherGeneration() {
    if (shared != null && shared.generation() != generation) {
      generation = shared.generation();
      sessions.clear();
    }
  }

  /** Takes in a session that another node, or this one before a restart, has begun. */
  private @Nullable Session takeIn(String cookie) {
    SessionCookies.Content content = shared == null ? null : shared.read(cookie);
    if (content == null) {
      return null;
    }
    Session session = new Session(content.grant(), content.end(), content.id());
    if (clock.instant().isBefore(session.end())) {
      add(cookie, session);
    }
    return session;
  }

  private boolean isEndedElsewhere(Session session) {
    return shared != null && session.id() != null && shared.isEnded(session.id());
  }

  /** Ends a session, if there is one; at every node where there are several. */
  synchronized void end(String id) {
    Session session = sessions.remove(id);
    if (shared == null) {
      return;
    }
    SessionCookies.Content content = session == null ? shared.read(id) : null;
    String held = session == null ? null : session.id();
    String ended = content == null ? held : content.id();
    if (ended != null) {
      shared.end(ended);
    }
  }
}
