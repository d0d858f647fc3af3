package dev.jobtracker.bench;

import java.util.Locale;

/**
 * One measured figure.
 *
 * @param work what was measured
 * @param value the median of the rounds, in {@code unit}
 * @param unit for example {@code "us"} or {@code "bytes"}
 * @param floor what the same machine does without the work, in the same run; NaN where there is
 *     none
 * @param ratio the value over the floor, NaN where there is none
 * @param goal what the figure is held against, in words
 */
record Figure(String work, double value, String unit, double floor, double ratio, String goal) {

  /** Returns a figure that has no floor. */
  static Figure of(String work, double value, String unit, String goal) {
    return new Figure(work, value, unit, Double.NaN, Double.NaN, goal);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-60s %12.2f %-9s %12s %7s  %s",
        work,
        value,
        unit,
        shown("%.2f", floor),
        shown("%.2f", ratio),
        goal);
  }

  private static String shown(String format, double number) {
    return Double.isNaN(number) ? "-" : String.format(Locale.ROOT, format, number);
  }
}
