package dev.jobtracker.tracker;

import dev.jobtracker.job.JobException;
import dev.jobtracker.wire.Absence;
import dev.jobtracker.wire.Failures;

/**
 * Why a tracker with a store does not answer as it was asked, each in the sentence for a caller.
 */
final class StoreRefusals {
  private StoreRefusals() {}

  /** Of a question, when this process may have lost its right. */
  static JobException notHeld() {
    return Absence.RIGHT_OVER.refusal();
  }

  /** Of a change, before it is decided, when commits fail. */
  static JobException failing() {
    return JobException.unavailable("the store takes no changes now, so this one was not made");
  }

  /** Of a change, before it is decided, when the term ends. */
  static JobException loading() {
    return Absence.LOADING.refusal();
  }

  /** Of a change, before it is decided, when {@code store.max_unsaved} jobs wait already. */
  static JobException full(int maxUnsaved) {
    return JobException.unavailable(
        "store.max_unsaved: "
            + maxUnsaved
            + " changed jobs wait for the store, so this change was not made");
  }

  /** Of a read. */
  static JobException unreadable() {
    return JobException.unavailable(
        "all jobs were just cleared and the store does not answer, so it is not known which are left");
  }

  /** Of a change that was decided, and may or may not be stored. */
  static JobException unknown() {
    return JobException.unavailable(
        "the store did not answer in time: " + Failures.FATE_UNKNOWN + " the change was stored");
  }
}
