package dev.jobtracker.store;

import dev.jobtracker.job.Job;

/** Takes what a store hands over. */
public interface StoreReader {

  /**
   * A job, and when its worker was last heard of; a later state replaces an earlier one.
   *
   * @param seenAt listened time, in microseconds (see {@link Batch#listened})
   */
  void job(Job job, long seenAt);

  /** An id that is gone; its job, where one was handed over, is no more. */
  void gone(String taskId);

  /** All jobs that were handed over are no more. */
  void cleared();
}
