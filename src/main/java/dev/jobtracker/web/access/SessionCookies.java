package dev.jobtracker.web.access;

import dev.jobtracker.config.AuthConfig;
import dev.jobtracker.config.Right;
import dev.jobtracker.config.Token;
import dev.jobtracker.job.JobException;
import dev.jobtracker.wire.JsonText;
import dev.jobtracker.wire.RequestJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Cookies that say themselves what their session is worth, so that every node can read one that
 * another has written:
 *
 * <pre>
 *   base64url({"id", "end", "token": name})                . base64url(HMAC-SHA256)   a configured token
 *   base64url({"id", "end", "name", "may", "scope"})       . base64url(HMAC-SHA256)   a signed token
 * </pre>
 *
 * <p>They are signed with the key that the nodes have in common together with the secret of the
 * token that began the session. So a session ends when its token is taken out of the configuration
 * or changed, and who has read the database alone can forge none.
 */
final class SessionCookies {
  /** Browsers drop a cookie with more than 4,096 bytes, its name and attributes included. */
  static final int MAX_CHARACTERS = 3_900;

  private static final String HMAC = "HmacSHA256";
  private static final Base64.Encoder TO_TEXT = Base64.getUrlEncoder().withoutPadding();

  /** What a cookie says. */
  record Content(String id, Grant grant, Instant end) {}

  private final AuthConfig config;
  private final String signers;

  /**
   * Makes a writer and reader for these tokens.
   *
   * @throws dev.jobtracker.config.ConfigException for a key of {@code auth.jwt} that is none
   */
  SessionCookies(AuthConfig config) {
    this.config = config;
    StringBuilder keys = new StringBuilder("signed");
    SigningKeys.of(config.jwt()).forEach(key -> keys.append('\0').append(key.getBuffer()));
    this.signers = keys.toString();
  }

  /**
   * Returns the cookie of a session.
   *
   * @param key what the nodes have in common
   */
  String write(String key, Content content) {
    Grant grant = content.grant();
    JsonObject body =
        new JsonObject().put("id", content.id()).put("end", content.end().toEpochMilli());
    Token token = grant.end() == null ? token(grant.name()) : null;
    if (token != null) {
      body.put("token", token.name());
    } else {
      JsonArray may = new JsonArray();
      grant.may().forEach(right -> may.add(right.name()));
      body.put("name", grant.name()).put("may", may);
      if (!grant.scope().isAll()) {
        body.put("scope", RequestJson.write(grant.scope()));
      }
    }
    String text = TO_TEXT.encodeToString(JsonText.bytes(body));
    String cookie = text + '.' + TO_TEXT.encodeToString(signature(key, secretOf(token), text));
    if (cookie.length() > MAX_CHARACTERS) {
      throw JobException.invalid(
          "token", "must fit into a cookie; use it as a Bearer token", cookie.length());
    }
    return cookie;
  }

  /** Returns whether this may be such a cookie. */
  static boolean isOne(String cookie) {
    return cookie.length() <= MAX_CHARACTERS && cookie.indexOf('.') > 0;
  }

  /** Returns what a cookie says, or null where no node with our tokens and this key wrote it. */
  @Nullable Content read(String key, String cookie) {
    int dot = cookie.indexOf('.');
    String text = cookie.substring(0, dot);
    try {
      byte[] signature = Base64.getUrlDecoder().decode(cookie.substring(dot + 1));
      JsonObject body = new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(text)));
      String name = body.getString("token");
      Token token = name == null ? null : token(name);
      boolean known = name == null || token != null;
      // What it says is believed only from here on; before, it has told which secret to try.
      return known && MessageDigest.isEqual(signature, signature(key, secretOf(token), text))
          ? new Content(body.getString("id"), grant(token, body), end(body))
          : null;
    } catch (IllegalArgumentException | DecodeException | ClassCastException notOurs) {
      return null;
    }
  }

  private static Instant end(JsonObject body) {
    return Instant.ofEpochMilli(body.getLong("end"));
  }

  private static Grant grant(@Nullable Token token, JsonObject body) {
    if (token != null) {
      return Grant.of(token);
    }
    Set<Right> may = EnumSet.noneOf(Right.class);
    body.getJsonArray("may").forEach(right -> may.add(Right.valueOf((String) right)));
    return new Grant(
        body.getString("name"), may, RequestJson.readScope(body.getString("scope")), end(body));
  }

  private @Nullable Token token(@Nullable String name) {
    return config.tokens().stream().filter(one -> one.name().equals(name)).findFirst().orElse(null);
  }

  private String secretOf(@Nullable Token token) {
    return token == null ? signers : "token\0" + token.token();
  }

  private static byte[] signature(String key, String secret, String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      byte[] both = (key + '\0' + secret).getBytes(StandardCharsets.UTF_8);
      mac.init(new SecretKeySpec(both, HMAC));
      return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HMAC, e);
    }
  }
}
