package dev.jobtracker.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that share one tracker: contract sections 9 and 12, {@code cluster}. Counts only where
 * {@code store.url} is set.
 *
 * @param name nodes of one database and one name are one tracker
 * @param url where the other nodes reach this one's web door; null = by {@code http.host} and port
 * @param token what the nodes show each other; null = the first of {@code auth.tokens} with {@code
 *     admin}
 * @param ca a PEM file with the authorities that the nodes trust beside the JDK's own, null = none
 * @param lease for how long the active node may be silent before another takes over
 * @param poll how often a node that stands by looks at the database
 */
public record ClusterConfig(
    String name,
    @Nullable String url,
    @Nullable String token,
    @Nullable Path ca,
    Duration lease,
    Duration poll) {
  private static final Pattern NAME_RULE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");

  private static final Key<String> NAME =
      Key.text(
          "cluster.name",
          "default",
          "a name that matches " + NAME_RULE,
          name -> NAME_RULE.matcher(name).matches());
  private static final Key<String> URL =
      Key.text(
              "cluster.url",
              null,
              "a URL such as \"https://host:8080\", without a user, a path, a query or a fragment",
              ClusterConfig::isOrigin)
          .orNull();
  private static final Key<String> TOKEN =
      Key.text("cluster.token", null, "a token of auth.tokens", Token::isToken).orNull().hidden();
  private static final Key<Path> CA = Key.file("cluster.ca", "the path of a PEM file");
  private static final Key<Duration> LEASE = Key.duration("cluster.lease", "2s", "1s", "60s");
  private static final Key<Duration> POLL = Key.duration("cluster.poll", "200ms", "10ms", "10s");

  /** Refuses what is out of range. */
  public ClusterConfig {
    NAME.check(name);
    URL.check(url);
    TOKEN.check(token);
    CA.check(ca);
    LEASE.check(lease);
    POLL.check(poll);
  }

  /** Refuses a token that the nodes themselves would refuse. */
  void requireKnownToken(AuthConfig auth) {
    boolean known =
        token == null
            || auth.tokens().stream()
                .anyMatch(one -> one.token().equals(token) && one.allows(Right.ADMIN));
    if (!known) {
      throw new ConfigException(
          TOKEN.path(), "must be one of auth.tokens with the right \"admin\", found another one");
    }
  }

  /** Returns what this node shows the others, or null where nobody asks for a token. */
  public @Nullable String tokenFor(AuthConfig auth) {
    return token != null
        ? token
        : auth.tokens().stream()
            .filter(one -> one.allows(Right.ADMIN))
            .map(Token::token)
            .findFirst()
            .orElse(null);
  }

  private static boolean isOrigin(String text) {
    try {
      URI uri = URI.create(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean bare = uri.getPath() == null || uri.getPath().isEmpty() || uri.getPath().equals("/");
      boolean plain = uri.getRawUserInfo() == null && uri.getRawFragment() == null;
      return http && bare && plain && uri.getHost() != null && uri.getQuery() == null;
    } catch (IllegalArgumentException notOne) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "ClusterConfig[name=" + name + ", url=" + url + "]";
  }

  static ClusterConfig read(Section section) {
    ClusterConfig config =
        new ClusterConfig(
            section.get(NAME),
            section.getOrNull(URL),
            section.getOrNull(TOKEN),
            section.getOrNull(CA),
            section.get(LEASE),
            section.get(POLL));
    section.end();
    return config;
  }
}
