package dev.jobtracker.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where jobs survive a restart: contract sections 9 and 11, {@code store}.
 *
 * @param file a SQLite file, null = none
 * @param url a PostgreSQL database, {@code jdbc:postgresql://…}; null = none
 * @param user the database user, null = what the URL or the driver says
 * @param password the user's password, null = none
 * @param commitTimeout how long a caller waits for his change to be stored
 * @param maxUnsaved how many changed jobs wait for the store at most
 */
public record StoreConfig(
    @Nullable Path file,
    @Nullable String url,
    @Nullable String user,
    @Nullable String password,
    Duration commitTimeout,
    int maxUnsaved) {
  private static final String POSTGRESQL = "jdbc:postgresql://";
  private static final Duration SHORTEST_PATIENCE = Duration.ofSeconds(10);
  private static final Duration AFTER_COMMIT_TIMEOUT = Duration.ofSeconds(1);

  private static final Key<Path> FILE = Key.file("store.file", "the path of a file");
  // A URL may bear a password, so no sentence shows it.
  private static final Key<String> URL =
      Key.text(
              "store.url",
              null,
              "a URL that begins with \"" + POSTGRESQL + "\"",
              url -> url.startsWith(POSTGRESQL))
          .orNull()
          .hidden();
  private static final Key<String> USER =
      Key.text("store.user", null, "a name", StoreConfig::isText).orNull();
  private static final Key<String> PASSWORD =
      Key.text("store.password", null, "a password", StoreConfig::isText).orNull().hidden();
  private static final Key<Duration> COMMIT_TIMEOUT =
      Key.duration("store.commit_timeout", "5s", "10ms", "60s");
  private static final Key<Integer> MAX_UNSAVED =
      Key.integer("store.max_unsaved", 10_000, 1, 1_000_000);

  /** Refuses what is out of range, and two stores at once. */
  public StoreConfig {
    FILE.check(file);
    URL.check(url);
    USER.check(user);
    PASSWORD.check(password);
    COMMIT_TIMEOUT.check(commitTimeout);
    MAX_UNSAVED.check(maxUnsaved);
    if (file != null && url != null) {
      throw new ConfigException(URL.path(), "must be null when store.file is set, found both");
    }
  }

  /** Whether anything survives a restart. */
  public boolean durable() {
    return file != null || url != null;
  }

  /**
   * Returns how long who asks the tracker waits for its answer: longer than it takes to say that it
   * is not known whether a change was stored.
   */
  public Duration answerPatience() {
    // A change may wait for the commit before its own one, each for the whole time.
    Duration more = commitTimeout.multipliedBy(2).plus(AFTER_COMMIT_TIMEOUT);
    return more.compareTo(SHORTEST_PATIENCE) > 0 ? more : SHORTEST_PATIENCE;
  }

  /** A zero character is the one thing that no database takes. */
  private static boolean isText(String text) {
    return !text.isEmpty() && text.indexOf('\0') < 0;
  }

  @Override
  public String toString() {
    return "StoreConfig[file=" + file + ", durable=" + durable() + "]";
  }

  static StoreConfig read(Section section) {
    StoreConfig config =
        new StoreConfig(
            section.getOrNull(FILE),
            section.getOrNull(URL),
            section.getOrNull(USER),
            section.getOrNull(PASSWORD),
            section.get(COMMIT_TIMEOUT),
            section.get(MAX_UNSAVED));
    section.end();
    return config;
  }
}
