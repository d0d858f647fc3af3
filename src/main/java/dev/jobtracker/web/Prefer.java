package dev.jobtracker.web;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The preference to wait (RFC 7240, section 4.3). What is malformed is ignored. */
final class Prefer {
  static final String PREFER = "Prefer";
  static final String APPLIED = "Preference-Applied";

  private static final Pattern WAIT =
      Pattern.compile(
          "(?:^|[,;])\\s*wait\\s*=\\s*\"?([0-9]{1,9})\"?\\s*(?=[,;]|$)", Pattern.CASE_INSENSITIVE);

  private Prefer() {}

  /** Returns how long the client wants to wait, at most {@code max}; null = it does not. */
  static @Nullable Duration wait(MultiMap headers, Duration max) {
    Matcher matcher = WAIT.matcher(String.join(",", headers.getAll(PREFER)));
    if (!matcher.find()) {
      return null;
    }
    Duration asked = Duration.ofSeconds(Long.parseLong(matcher.group(1)));
    return asked.compareTo(max) > 0 ? max : asked;
  }
}
