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
    static final Pattern PERCENT =
        Pattern.compile("(?<![\\d.])(\\d{1,3}(?:\\.\\d{1,9})?)[ \\u00a0]?%");
    static final Pattern COUNTS =
        Pattern.compile("(?<![\\d./])(\\d{1,15}) ?/ ?(\\d{1,15})(?![\\d./])");
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
      double value = text == null ? -1 : Double.parseDouble(text.strip().replace(",", ""));
      return value >= 0 && value <= Double.MAX_VALUE ? (Double) value : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
