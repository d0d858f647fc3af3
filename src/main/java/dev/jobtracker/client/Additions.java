package dev.jobtracker.client;

/**
 * What adds that follow each other do to a count together. Each of them stops at zero, so their sum
 * alone does not tell: to a count of 0, 5, -10 and 3 make 3. Together they make of a count the
 * larger one of {@code floor} and {@code count + sum}, which takes one add or two.
 */
final class Additions {
  private double sum;
  private double floor;
  private boolean some;

  boolean isEmpty() {
    return !some;
  }

  void clear() {
    sum = 0;
    floor = 0;
    some = false;
  }

  /** Adds one more; returns false, and changes nothing, where the sum leaves the numbers. */
  boolean add(double more) {
    if (!Double.isFinite(sum + more) || !Double.isFinite(floor + more)) {
      return false;
    }
    sum += more;
    floor = Math.max(0, floor + more);
    some = true;
    return true;
  }

  /** Returns whether one add does what all did: the count is never below zero, before or after. */
  boolean isOne() {
    return floor == 0 || floor <= sum;
  }

  /** Takes out the first of two adds: down to where the floor was met. */
  double takeDown() {
    double down = sum - floor;
    sum = floor;
    return down;
  }

  double sum() {
    return sum;
  }
}
