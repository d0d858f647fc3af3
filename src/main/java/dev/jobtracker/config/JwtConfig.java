package dev.jobtracker.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which signed tokens are taken: contract sections 9 and 13, {@code auth.jwt}.
 *
 * @param secret the key of HS256, a text of at least 32 bytes in UTF-8; null = none
 * @param publicKey a PEM file with the key of RS256 or ES256; null = none
 * @param issuer what a token's {@code iss} must be; null = anything
 * @param audience what a token's {@code aud} must name; null = anything
 * @param maxTtl how far away a token's end may be
 */
public record JwtConfig(
    @Nullable String secret,
    @Nullable Path publicKey,
    @Nullable String issuer,
    @Nullable String audience,
    Duration maxTtl) {
  private static final int MIN_SECRET_BYTES = 32;

  private static final Key<String> SECRET =
      Key.text(
              "auth.jwt.secret",
              null,
              "a text of at least " + MIN_SECRET_BYTES + " bytes",
              text -> text.getBytes(StandardCharsets.UTF_8).length >= MIN_SECRET_BYTES)
          .orNull()
          .hidden();
  private static final Key<Path> PUBLIC_KEY =
      Key.file("auth.jwt.public_key", "the path of a PEM file");
  private static final Key<String> ISSUER =
      Key.text("auth.jwt.issuer", null, "a text", JwtConfig::isText).orNull();
  private static final Key<String> AUDIENCE =
      Key.text("auth.jwt.audience", null, "a text", JwtConfig::isText).orNull();
  private static final Key<Duration> MAX_TTL =
      Key.duration("auth.jwt.max_ttl", "30d", "1s", "3650d");

  /** Takes no signed token. */
  public static final JwtConfig NONE = new JwtConfig(null, null, null, null, MAX_TTL.standard());

  /** Refuses what is out of range, and rules for tokens without a key to know them by. */
  public JwtConfig {
    SECRET.check(secret);
    PUBLIC_KEY.check(publicKey);
    ISSUER.check(issuer);
    AUDIENCE.check(audience);
    MAX_TTL.check(maxTtl);
    if (secret == null && publicKey == null && (issuer != null || audience != null)) {
      Key<String> set = issuer != null ? ISSUER : AUDIENCE;
      throw new ConfigException(
          set.path(), "needs auth.jwt.secret or auth.jwt.public_key, found neither");
    }
  }

  /** Whether any signed token is taken. */
  public boolean enabled() {
    return secret != null || publicKey != null;
  }

  /** A zero character comes from a slip, not from a keyboard. */
  private static boolean isText(String text) {
    return !text.isBlank() && text.indexOf('\0') < 0;
  }

  static JwtConfig read(Section section) {
    JwtConfig config =
        new JwtConfig(
            section.getOrNull(SECRET),
            section.getOrNull(PUBLIC_KEY),
            section.getOrNull(ISSUER),
            section.getOrNull(AUDIENCE),
            section.get(MAX_TTL));
    section.end();
    return config;
  }

  @Override
  public String toString() {
    return "JwtConfig[enabled=" + enabled() + "]";
  }
}
