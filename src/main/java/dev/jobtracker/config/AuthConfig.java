package dev.jobtracker.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who may do what: contract section 9, {@code auth}.
 *
 * @param tokens the bearer tokens; names and secrets are each there once
 * @param open whether a server without tokens may be reached from other machines
 * @param maxSessions how many browser sessions live at once
 * @param sessionTtl how long a session lives
 * @param jwt which signed tokens are taken beside those
 */
public record AuthConfig(
    List<Token> tokens, boolean open, int maxSessions, Duration sessionTtl, JwtConfig jwt) {
  private static final Key<List<Token>> TOKENS =
      Key.list("auth.tokens", "objects", Token::read).hidden();
  private static final Key<Boolean> OPEN = Key.flag("auth.open", false);
  private static final Key<Integer> MAX_SESSIONS =
      Key.integer("auth.max_sessions", 10_000, 1, 1_000_000);
  private static final Key<Duration> SESSION_TTL =
      Key.duration("auth.session_ttl", "12h", "1ms", "365d");

  /** Refuses what is out of range, and tokens that share a name or a secret. */
  public AuthConfig {
    TOKENS.check(tokens);
    MAX_SESSIONS.check(maxSessions);
    SESSION_TTL.check(sessionTtl);
    tokens = List.copyOf(tokens);
    Set<String> names = new HashSet<>();
    Set<String> secrets = new HashSet<>();
    for (int i = 0; i < tokens.size(); i++) {
      String name = tokens.get(i).name();
      String path = TOKENS.path() + "[" + i + "]";
      if (!names.add(name)) {
        throw new ConfigException(
            path + ".name", "must differ from the names before it, found " + Shown.value(name));
      }
      if (!secrets.add(tokens.get(i).token())) {
        throw new ConfigException(
            path + ".token", "must differ from the tokens before it, found the same one again");
      }
    }
  }

  /** Whether a caller must show a token. */
  public boolean required() {
    return !tokens.isEmpty() || jwt.enabled();
  }

  static AuthConfig read(Section section) {
    AuthConfig config =
        new AuthConfig(
            section.get(TOKENS),
            section.get(OPEN),
            section.get(MAX_SESSIONS),
            section.get(SESSION_TTL),
            JwtConfig.read(section.section("jwt")));
    section.end();
    return config;
  }
}
