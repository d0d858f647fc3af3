package dev.jobtracker.client;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobUpdate;
import org.jspecify.annotations.Nullable;

/** Tells from the job whether an update whose answer was lost has been applied. */
final class LostAnswer {
  private LostAnswer() {}

  /**
   * Returns whether what the update adds is in {@code now}. Certain while nobody else counts on the
   * job: then {@code done} is either what it was or the sum. Where somebody does, a count that has
   * reached the sum is taken for applied, so that nothing is ever counted twice.
   *
   * @param before the newest state that was known when the update was sent
   * @param now a state that was read after the tracker had the update, or lost it
   */
  static boolean wasApplied(JobUpdate update, Job before, Job now) {
    Double add = update.add();
    if (add == null || now.revision() == before.revision()) {
      return false;
    }
    double base = orZero(before.done());
    double sum = Math.max(0, base + add);
    double is = orZero(now.done());
    return sum != base && (sum > base ? is >= sum : is <= sum);
  }

  private static double orZero(@Nullable Double value) {
    return value == null ? 0 : value;
  }
}
