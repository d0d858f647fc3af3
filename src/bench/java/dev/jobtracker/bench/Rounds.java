package dev.jobtracker.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;

/**
 * Measures two things in turn, A B A B, so that a machine whose speed drifts is the same for both,
 * and takes medians.
 *
 * @param values what the thing itself did, round by round
 * @param floors what it is held against did in the same rounds
 */
record Rounds<T>(List<T> values, List<T> floors) {
  /** How long a round of a load lasts. */
  static final double SECONDS = Double.parseDouble(System.getProperty("bench.seconds", "5"));

  private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
  private static final int WARM_UPS = 2;

  /** Runs both to warm up, and then in turn. */
  static <T> Rounds<T> of(Callable<T> thing, Callable<T> floor) throws Exception {
    List<T> values = new ArrayList<>();
    List<T> floors = new ArrayList<>();
    for (int i = 0; i < WARM_UPS + ROUNDS; i++) {
      values.add(thing.call());
      floors.add(floor.call());
    }
    return new Rounds<>(
        values.subList(WARM_UPS, values.size()), floors.subList(WARM_UPS, floors.size()));
  }

  /** Returns medians of one part of what was measured, of the ratios pair by pair. */
  Figure figure(String work, String unit, String goal, ToDoubleFunction<T> part) {
    double[] ratios = new double[values.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = part.applyAsDouble(values.get(i)) / part.applyAsDouble(floors.get(i));
    }
    return new Figure(work, median(values, part), unit, median(floors, part), median(ratios), goal);
  }

  private static <T> double median(List<T> samples, ToDoubleFunction<T> part) {
    return median(samples.stream().mapToDouble(part).toArray());
  }

  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
