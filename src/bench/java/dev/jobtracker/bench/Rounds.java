package dev.jobtracker.bench;

import java.util.Arrays;
import java.util.concurrent.Callable;

/**
 * Measures two things in turn, A B A B, so that a machine whose speed drifts is the same for both,
 * and takes medians.
 *
 * @param value the median of the thing itself
 * @param floor the median of what it is held against
 * @param ratio the median of the ratios, pair by pair
 */
record Rounds(double value, double floor, double ratio) {
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);

  /** Runs both once to warm up, and then in turn. */
  static Rounds of(Callable<Double> thing, Callable<Double> floor) throws Exception {
    thing.call();
    floor.call();
    double[] values = new double[ROUNDS];
    double[] floors = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      values[i] = thing.call();
      floors[i] = floor.call();
      ratios[i] = values[i] / floors[i];
    }
    return new Rounds(median(values), median(floors), median(ratios));
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  Figure figure(String work, String unit, String goal) {
    return new Figure(work, value, unit, floor, ratio, goal);
  }
}
