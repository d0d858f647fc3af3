package dev.jobtracker.store;

import dev.jobtracker.job.Job;

/** Takes what a store hands over when it is opened. */
public interface StoreReader {

  /**
   * A job, and when its worker was last heard of.
   *
   * @param seenAt listened time, in microseconds (see {@link Batch#listened})
   */
  void job(Job job, long seenAt);

  /** An id that is gone. */
  void gone(String taskId);
}
