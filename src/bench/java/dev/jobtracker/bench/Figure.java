package dev.jobtracker.bench;

import java.util.Locale;

/**
 * One measured figure.
 *
 * @param work what was measured
 * @param value the median of the rounds, in {@code unit}
 * @param unit for example {@code "us"} or {@code "bytes"}
 * @param goal what the figure is held against, in words
 */
public record Figure(String work, double value, String unit, String goal) {
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%-58s %12.2f %-8s %s", work, value, unit, goal);
  }
}
