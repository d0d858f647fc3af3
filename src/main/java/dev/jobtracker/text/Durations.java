package dev.jobtracker.text;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as people write them here: a whole number and one unit, {@code "20ms"}. */
public final class Durations {
  /** With eleven digits no unit overflows the milliseconds of a long. */
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,11})(ms|s|m|h|d)");

  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "ms", ChronoUnit.MILLIS,
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS,
          "d", ChronoUnit.DAYS);

  private Durations() {}

  /** Returns the duration that {@code text} stands for, or null when it stands for none. */
  public static @Nullable Duration parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    // Days count as 24 hours, which Duration.of accepts for every unit up to the day.
    return Duration.of(Long.parseLong(matcher.group(1)), UNITS.get(matcher.group(2)));
  }

  /**
   * Returns the shortest text that {@link #parse} reads back as {@code duration}, to the
   * millisecond: {@code "90s"}, {@code "1d"}.
   */
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    for (String unit : new String[] {"d", "h", "m", "s"}) {
      long size = UNITS.get(unit).getDuration().toMillis();
      if (millis != 0 && millis % size == 0) {
        return millis / size + unit;
      }
    }
    return millis + "ms";
  }
}
