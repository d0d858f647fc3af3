package dev.jobtracker.client;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * Brings a work to the place where it runs.
 *
 * @param <T> what the work makes
 */
@FunctionalInterface
interface Launch<T> {
  /**
   * Starts the work once its place is there, and once the permit that is asked for then is given:
   * with it the job is running.
   *
   * @param caller the context that called {@code track}
   * @param permit fails where the job has ended meanwhile, so that the work must not start
   * @return how the work ends
   */
  Future<T> start(Context caller, JobReporter reporter, Supplier<Future<Void>> permit)
      throws Exception;
}
