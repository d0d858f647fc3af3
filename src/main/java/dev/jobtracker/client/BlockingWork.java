package dev.jobtracker.client;

import org.jspecify.annotations.Nullable;

/**
 * Work that may block its thread, which is never an event loop.
 *
 * @param <T> what the work makes; a value that JSON can say becomes the job's result
 */
@FunctionalInterface
public interface BlockingWork<T> {
  /**
   * Does the work.
   *
   * @param reporter the job's worker handle
   * @return what the job's result shall be; null = none
   * @throws Exception whatever went wrong; the job ends as failed, or as cancelled (see {@link
   *     JobTracker})
   */
  @Nullable T run(JobReporter reporter) throws Exception;
}
