package dev.jobtracker.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Finds progress in a line of output: {@code 42%} and {@code 12/900}, or what a pattern of the user
 * finds, whose only group is percent and whose two groups are done and total. The last one counts.
 */
final class ProgressPattern {
  /** Compiled when the first line is there, so that the command need not wait for it. */
  private static final class Usual {
    /** A percent never begins inside a number; but a count with a comma behind it has ended. */
    private static final String BEGIN = "(?<![\\d.])(?:(?<!\\d,)|(?<=/ ?\\d{1,15},))";

    /** Three digits behind a comma may be thousands as well, so such a number is not read. */
    private static final String NUMBER = "(\\d{1,3}(?:\\.\\d{1,9})?|(?<!/ ?)\\d{1,3},\\d{1,2})";

    static final Pattern PERCENT = Pattern.compile(BEGIN + NUMBER + "[ \\u00a0]?%");

    /** The full stop of a sentence may follow, but not that of a number or of a file's name. */
    static final Pattern COUNTS =
        Pattern.compile("(?<![\\d./])(\\d{1,15}) ?/ ?(\\d{1,15})(?![\\d/]|\\.[\\w/])");
  }

  private static final double WHOLE = 100;

  /** The user's; null for the usual ones. */
  private final @Nullable Pattern own;

  private ProgressPattern(@Nullable Pattern own) {
    this.own = own;
  }

  static ProgressPattern usual() {
    return new ProgressPattern(null);
  }

  /**
   * Returns a pattern of the user's.
   *
   * @throws BadArgument for what is no regular expression with one or two groups
   */
  static ProgressPattern of(String regex) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new BadArgument("--progress: no regular expression: " + e.getDescription());
    }
    int groups = pattern.matcher("").groupCount();
    if (groups != 1 && groups != 2) {
      throw new BadArgument(
          "--progress: must have one group (percent) or two (done, total), found \""
              + regex
              + "\"");
    }
    return new ProgressPattern(pattern);
  }

  /** Tells the last percent and the last counts of the line. */
  void read(String line, Observed observed) {
    if (own == null) {
      percent(Usual.PERCENT, line, observed);
      counts(Usual.COUNTS, line, observed);
    } else if (own.matcher("").groupCount() == 1) {
      percent(own, line, observed);
    } else {
      counts(own, line, observed);
    }
  }

  private static void percent(Pattern percent, String line, Observed observed) {
    Double fraction = null;
    for (Matcher each = percent.matcher(line); each.find(); ) {
      Double value = number(each.group(1));
      fraction = value != null && value <= WHOLE ? (Double) (value / WHOLE) : fraction;
    }
    if (fraction != null) {
      observed.progress(fraction);
    }
  }

  private static void counts(Pattern counts, String line, Observed observed) {
    for (Matcher each = counts.matcher(line); each.find(); ) {
      Double done = number(each.group(1));
      Double total = number(each.group(2));
      if (done != null && total != null && total > 0 && done <= total) {
        observed.counts(done, total);
      }
    }
  }

  private static @Nullable Double number(@Nullable String text) {
    try {
      double value = text == null ? -1 : Double.parseDouble(withoutCommas(text.strip()));
      return value >= 0 && value <= Double.MAX_VALUE ? (Double) value : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** A comma with one or two digits behind it parts no thousands: it is the decimal one. */
  private static String withoutCommas(String number) {
    int comma = number.indexOf(',');
    int behind = number.length() - 1 - comma;
    boolean isDecimal = comma >= 0 && (behind == 1 || behind == 2);
    return number.replace(",", isDecimal ? "." : "");
  }
}
