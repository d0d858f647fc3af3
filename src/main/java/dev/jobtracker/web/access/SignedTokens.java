package dev.jobtracker.web.access;

import dev.jobtracker.config.JwtConfig;
import dev.jobtracker.text.MalformedJson;
import dev.jobtracker.text.StrictJson;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tokens that an application signs itself (contract, section 13; RFC 7519). The library checks
 * signatures; what a token says is read strictly here, since a lenient reader and this one might
 * find two meanings in it. Its algorithm must be that of a key of ours, and no key that it names is
 * used. Used by one event loop.
 */
final class SignedTokens {
  /** Longer ones are not even looked at. */
  static final int MAX_CHARACTERS = 8 * 1024;

  /**
   * So many tokens are remembered, whose signatures need no second check; the oldest makes room.
   */
  static final int MAX_REMEMBERED = 1_000;

  private static final int PARTS = 3;

  private final JWTAuth signatures;
  private final Set<String> algorithms;
  private final Claims claims;
  private final InstantSource clock;

  private final Map<String, Grant> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Grant> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  /**
   * Reads the keys.
   *
   * @param indexedLabels the label keys that a scope may name
   */
  SignedTokens(Vertx vertx, JwtConfig config, Set<String> indexedLabels, InstantSource clock) {
    List<PubSecKeyOptions> keys = SigningKeys.of(config);
    JWTAuthOptions options = new JWTAuthOptions();
    // Its idea of time is not asked: Claims knows this clock, and what the contract says of each.
    options.setJWTOptions(new JWTOptions().setIgnoreExpiration(true));
    keys.forEach(options::addPubSecKey);
    this.signatures = JWTAuth.create(vertx, options);
    this.algorithms = keys.stream().map(PubSecKeyOptions::getAlgorithm).collect(Collectors.toSet());
    this.claims = new Claims(config, indexedLabels);
    this.clock = clock;
  }

  /**
   * Returns what a token is worth now.
   *
   * @throws RefusedToken for one that is worth nothing
   */
  Grant grant(String token) {
    Grant known = remembered.get(token);
    if (known == null) {
      known = read(token);
      remembered.put(token, known);
    } else if (known.isOver(clock.instant())) {
      throw new RefusedToken("exp: has passed");
    }
    return known;
  }

  private Grant read(String token) {
    String[] parts = token.split("\\.", -1);
    if (token.length() > MAX_CHARACTERS || parts.length != PARTS) {
      throw new RefusedToken("it is none that this server knows");
    }
    checkHeader(object(parts[0], "header"));
    Grant grant = claims.grant(object(parts[1], "claims"), clock.instant());
    checkSignature(token);
    return grant;
  }

  private static Map<?, ?> object(String part, String name) {
    try {
      if (part.indexOf('=') < 0
          && StrictJson.read(Base64.getUrlDecoder().decode(part)) instanceof Map<?, ?> object) {
        return object;
      }
    } catch (IllegalArgumentException | MalformedJson e) {
      // Refused below, without a word of what it holds.
    }
    throw new RefusedToken("its " + name + " must be one strict JSON object in base64url");
  }

  private void checkHeader(Map<?, ?> header) {
    if (!(header.get("alg") instanceof String algorithm) || !algorithms.contains(algorithm)) {
      throw new RefusedToken("alg: must be " + String.join(" or ", algorithms));
    }
    if (header.containsKey("crit")) {
      throw new RefusedToken("crit: is not understood");
    }
  }

  private void checkSignature(String token) {
    if (!isSigned(token)) {
      throw new RefusedToken("its signature is not ours");
    }
  }

  /** The library only ever computes, so its answer is there when it returns. */
  private boolean isSigned(String token) {
    try {
      Future<User> user = signatures.authenticate(new TokenCredentials(token));
      return user.succeeded();
    } catch (RuntimeException broken) {
      return false;
    }
  }

  /** Why a token is worth nothing, in words that tell no secret. */
  static final class RefusedToken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedToken(String why) {
      super(why, null, false, false);
    }
  }
}
