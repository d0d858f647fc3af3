package dev.jobtracker.web.access;

import dev.jobtracker.config.Config;
import dev.jobtracker.web.access.SignedTokens.RefusedToken;
import dev.jobtracker.web.http.Paths;
import dev.jobtracker.web.http.Refusal;
import dev.jobtracker.web.limit.Limit;
import dev.jobtracker.web.limit.LimitHits;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, and whether he may (contract, section 9). Without tokens everybody may do everything.
 * With tokens a caller shows one as {@code Authorization: Bearer}, or the cookie of a session that
 * one began.
 */
public final class Access {
  /** The name of the session's cookie. */
  public static final String COOKIE = "job_tracker_session";

  private static final String BEARER = "bearer ";

  /** Where a request keeps who makes it. */
  private static final String CALLER = "caller";

  private record Known(Grant grant, byte[] digest) {}

  private final List<Known> known;
  private final boolean required;
  private final Caller anybody;
  private final @Nullable SignedTokens signed;
  private final Sessions sessions;
  private final LimitHits hits;

  /**
   * Makes the rule of one configuration.
   *
   * @param signed who reads signed tokens; null where none are taken
   */
  private Access(Config config, @Nullable SignedTokens signed, Sessions sessions, LimitHits hits) {
    this.known =
        config.auth().tokens().stream()
            .map(token -> new Known(Grant.of(token), digest(token.token())))
            .toList();
    this.required = config.auth().required();
    this.anybody = new Caller(Grant.OPEN, null, config.http().allowClear());
    this.signed = signed;
    this.sessions = sessions;
    this.hits = hits;
  }

  /**
   * Makes the rule of one configuration.
   *
   * @param clock what ends sessions and tokens
   * @throws dev.jobtracker.config.ConfigException for a key of {@code auth.jwt} that is none
   */
  public static Access of(
      Vertx vertx, Config config, Sessions sessions, InstantSource clock, LimitHits hits) {
    SignedTokens signed =
        config.auth().jwt().enabled()
            ? new SignedTokens(vertx, config.auth().jwt(), config.tracker().indexedLabels(), clock)
            : null;
    return new Access(config, signed, sessions, hits);
  }

  /** Returns whether callers must show a token at all. */
  boolean isRequired() {
    return required;
  }

  /** Lets everybody pass to the session door, and only known callers to the rest of the API. */
  public void admit(RoutingContext context) {
    if (!Paths.SESSION.equals(context.normalizedPath())) {
      caller(context);
    }
  }

  /** Returns who makes this request, or refuses with 401; found out once for each request. */
  public Caller caller(RoutingContext context) {
    Caller caller = context.get(CALLER);
    if (caller == null) {
      caller = caller(context.request().headers());
      context.put(CALLER, caller);
    }
    return caller;
  }

  private Caller caller(MultiMap headers) {
    if (!required) {
      return anybody;
    }
    String shown = bearer(headers);
    if (shown != null) {
      return new Caller(grant(shown), null, anybody.mayClear());
    }
    String id = sessionId(headers);
    Grant grant = id == null ? null : sessions.grant(id);
    if (grant == null) {
      throw Refusal.unauthorized("a token is needed, as Authorization: Bearer or a session", false);
    }
    return new Caller(grant, id, anybody.mayClear());
  }

  /** Two of these headers might be read in two ways, by a proxy before this server and by it. */
  private static @Nullable String bearer(MultiMap headers) {
    List<String> given = headers.getAll(HttpHeaders.AUTHORIZATION);
    if (given.size() > 1) {
      throw Refusal.unauthorized("Authorization: must be given once", false);
    }
    boolean bearer = !given.isEmpty() && given.get(0).toLowerCase(Locale.ROOT).startsWith(BEARER);
    return bearer ? given.get(0).substring(BEARER.length()).strip() : null;
  }

  /** Returns what this token is worth, or refuses with 401. */
  Grant grant(String text) {
    byte[] digest = digest(text);
    Grant found = null;
    // Digests of one length, and no early end: the time tells nothing about any token.
    for (Known one : known) {
      if (MessageDigest.isEqual(one.digest(), digest)) {
        found = one.grant();
      }
    }
    return found == null ? signed(text) : found;
  }

  private Grant signed(String text) {
    try {
      if (signed != null) {
        return signed.grant(text);
      }
    } catch (RefusedToken refused) {
      hits.count(Limit.TOKENS);
      throw Refusal.unauthorized("the token is not valid: " + refused.getMessage(), true);
    }
    hits.count(Limit.TOKENS);
    throw Refusal.unauthorized("the token is not valid", true);
  }

  /** Returns the id in the session cookie, if there is one. */
  static @Nullable String sessionId(MultiMap headers) {
    for (String header : headers.getAll(HttpHeaders.COOKIE)) {
      for (Cookie cookie : ServerCookieDecoder.STRICT.decode(header)) {
        if (cookie.name().equals(COOKIE)) {
          return cookie.value();
        }
      }
    }
    return null;
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
