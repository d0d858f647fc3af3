package dev.jobtracker.web.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The preference to wait (RFC 7240, section 4.3). What is malformed is ignored. */
public final class Prefer {
  static final String PREFER = "Prefer";
  public static final CharSequence APPLIED = HttpHeaders.createOptimized("Preference-Applied");

  /** A number may stand in quotes; whatever else stands in quotes is no preference. */
  private static final Pattern QUOTED_NUMBER = Pattern.compile("\"([0-9]+)\"");

  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*(?:\"|$)");

  private static final Pattern WAIT =
      Pattern.compile(
          "(?:^|[,;])\\s*wait\\s*=\\s*0*([0-9]+)\\s*(?=[,;]|$)", Pattern.CASE_INSENSITIVE);

  /** More digits than this are more seconds than any {@code live.max_wait}. */
  private static final int MAX_DIGITS = 9;

  private Prefer() {}

  /** Returns how long the client wants to wait, at most {@code max}; null = it does not. */
  public static @Nullable Duration wait(MultiMap headers, Duration max) {
    if (!headers.contains(PREFER)) {
      return null;
    }
    String preferences = String.join(",", headers.getAll(PREFER));
    String bare = QUOTED_NUMBER.matcher(preferences).replaceAll("$1");
    Matcher matcher = WAIT.matcher(QUOTED.matcher(bare).replaceAll("\""));
    if (!matcher.find()) {
      return null;
    }
    String seconds = matcher.group(1);
    if (seconds.length() > MAX_DIGITS) {
      return max;
    }
    Duration asked = Duration.ofSeconds(Long.parseLong(seconds));
    return asked.compareTo(max) > 0 ? max : asked;
  }
}
