package dev.jobtracker.client;

import io.vertx.core.Future;

/**
 * Work that never blocks.
 *
 * @param <T> what the work makes; a value that JSON can say becomes the job's result
 */
@FunctionalInterface
public interface AsyncWork<T> {
  /**
   * Starts the work, on the context that called {@code track}.
   *
   * @param reporter the job's worker handle
   * @return a future that must complete one day: the job ends when it does
   * @throws Exception whatever went wrong; the job ends as a failed future would end it
   */
  Future<T> start(JobReporter reporter) throws Exception;
}
