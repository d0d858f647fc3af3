package dev.jobtracker.client;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
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

  /** Runs work that never blocks on the context of its caller. */
  static <T> Launch<T> inPlace(AsyncWork<T> work) {
    return (caller, reporter, permit) -> {
      Promise<T> end = Promise.promise();
      permit
          .get()
          .onSuccess(go -> caller.runOnContext(now -> start(work, reporter, end)))
          .onFailure(end::tryFail);
      return end.future();
    };
  }

  private static <T> void start(AsyncWork<T> work, JobReporter reporter, Promise<T> end) {
    try {
      Future<T> future = work.start(reporter);
      if (future == null) {
        end.tryFail(new JobFailure("the work returned no future"));
      } else {
        future.onComplete(end);
      }
    } catch (Throwable failure) {
      end.tryFail(failure);
    }
  }
}
