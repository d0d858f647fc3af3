package dev.jobtracker.web.access;

import dev.jobtracker.config.AuthConfig;
import dev.jobtracker.job.JobException;
import dev.jobtracker.web.access.SessionCookies.Content;
import dev.jobtracker.wire.Keys;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of the sessions of all nodes: the key of their cookies, and which have ended
 * before their time. {@link SessionExchange} brings it up to date. The instances of one deployment
 * share it, so every method locks, for the time of one look into a map.
 */
final class SharedSessions {
  /** So far the clocks of two nodes may be apart. */
  private static final Duration SKEW = Duration.ofDays(1);

  /** So many ends may wait to be told to the other nodes; the oldest makes room. */
  static final int MAX_UNTOLD = 10_000;

  private final SessionCookies cookies;
  private final Duration keep;
  private final InstantSource clock;

  /**
   * Until when the ends of sessions are to be known; the store that all have in common bounds them.
   */
  private final Map<String, Instant> ended = new HashMap<>();

  private final Set<String> untold = new LinkedHashSet<>();
  private Runnable whenEnded = () -> {};
  private @Nullable String key;
  private long last;
  private int generation;

  SharedSessions(AuthConfig config, InstantSource clock) {
    this.cookies = new SessionCookies(config);
    this.keep = config.sessionTtl().plus(SKEW);
    this.clock = clock;
  }

  /** Has this run, on any thread, when a session has ended here. */
  synchronized void onEnd(Runnable handler) {
    whenEnded = handler;
  }

  /** Returns the cookie of a new session, or refuses with 503 while no key is known. */
  synchronized String write(Content content) {
    return cookies.write(key(), content);
  }

  /**
   * Returns what a cookie says; null where it is none of a session that may go on. Refuses with 503
   * while nobody can know that.
   */
  synchronized @Nullable Content read(String cookie) {
    Content content = SessionCookies.isOne(cookie) ? cookies.read(key(), cookie) : null;
    return content == null || isEnded(content.id()) ? null : content;
  }

  private String key() {
    if (key == null) {
      throw JobException.unavailable("the sessions of the other nodes are not known here yet");
    }
    return key;
  }

  synchronized boolean isEnded(String id) {
    return ended.containsKey(id);
  }

  /** Returns a number that rises when all sessions have ended at once. */
  synchronized int generation() {
    return generation;
  }

  /** Ends a session at this node now, and at the others as soon as they are told. */
  synchronized void end(String id) {
    ended.put(id, clock.instant().plus(keep));
    untold.add(id);
    if (untold.size() > MAX_UNTOLD) {
      untold.remove(untold.iterator().next());
    }
    whenEnded.run();
  }

  /** Returns what the other nodes are to be told and asked. */
  synchronized JsonObject question() {
    return new JsonObject()
        .put(Keys.ENDED, new JsonArray(untold.stream().toList()))
        .put(Keys.KEEP, keep.toSeconds())
        .put(Keys.AFTER, last);
  }

  /** Takes the answer to a question; returns whether there is more to ask for. */
  synchronized boolean learn(JsonObject question, JsonObject answer) {
    question.getJsonArray(Keys.ENDED).forEach(untold::remove);
    JsonArray news = answer.getJsonArray(Keys.ENDED);
    if (!news.isEmpty()) {
      Instant now = clock.instant();
      ended.values().removeIf(now::isAfter);
      news.forEach(id -> ended.put((String) id, now.plus(keep)));
    }
    last = answer.getLong(Keys.LAST);
    boolean more = answer.getBoolean(Keys.MORE);
    if (!more && !answer.getString(Keys.KEY).equals(key)) {
      generation += key == null ? 0 : 1;
      key = answer.getString(Keys.KEY);
    }
    return more;
  }
}
