package dev.jobtracker.web.access;

import dev.jobtracker.config.AuthConfig;
import dev.jobtracker.config.Right;
import dev.jobtracker.config.Token;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.web.http.Paths;
import dev.jobtracker.web.http.Refusal;
import dev.jobtracker.web.limit.Limit;
import dev.jobtracker.web.limit.LimitHits;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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

  private record Known(Token token, byte[] digest) {}

  private final List<Known> known;
  private final Sessions sessions;
  private final LimitHits hits;

  public Access(AuthConfig config, Sessions sessions, LimitHits hits) {
    this.known =
        config.tokens().stream().map(token -> new Known(token, digest(token.token()))).toList();
    this.sessions = sessions;
    this.hits = hits;
  }

  /** Returns whether callers must show a token at all. */
  boolean isRequired() {
    return !known.isEmpty();
  }

  /** Returns the token that stands behind a request, or null where none is required. */
  public @Nullable Token tokenOf(MultiMap headers) {
    return isRequired() ? caller(headers) : null;
  }

  /** Lets everybody pass to the session door, and only known callers to the rest of the API. */
  public void requireCaller(RoutingContext context) {
    if (isRequired() && !Paths.SESSION.equals(context.normalizedPath())) {
      caller(context.request().headers());
    }
    context.next();
  }

  /** Refuses with 401 a caller that nobody knows, and with 403 one without this right. */
  public void require(RoutingContext context, Right right) {
    require(context.request().headers(), right);
  }

  /** The same for a request that is only known by its headers, such as an upgrade. */
  public void require(MultiMap headers, Right right) {
    if (isRequired() && !caller(headers).allows(right)) {
      throw new JobException(
          Kind.FORBIDDEN, "this needs the right \"" + right.name().toLowerCase(Locale.ROOT) + "\"");
    }
  }

  /** Returns the token that a caller shows or stands for, when tokens are required. */
  Token caller(MultiMap headers) {
    String shown = bearer(headers);
    if (shown != null) {
      return token(shown);
    }
    String id = sessionId(headers);
    Token token = id == null ? null : sessions.token(id);
    if (token == null) {
      throw Refusal.unauthorized("a token is needed, as Authorization: Bearer or a session", false);
    }
    return token;
  }

  /** Returns the session that lets this request in, or null where something else does. */
  public @Nullable String session(MultiMap headers) {
    return isRequired() && bearer(headers) == null ? sessionId(headers) : null;
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

  /** Returns the token that this text is, or refuses with 401. */
  Token token(String text) {
    byte[] digest = digest(text);
    Token found = null;
    // Digests of one length, and no early end: the time tells nothing about any token.
    for (Known one : known) {
      if (MessageDigest.isEqual(one.digest(), digest)) {
        found = one.token();
      }
    }
    if (found == null) {
      hits.count(Limit.TOKENS);
      throw Refusal.unauthorized("the token is not valid", true);
    }
    return found;
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
