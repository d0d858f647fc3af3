package dev.jobtracker.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Runs work that never blocks on the context of its caller. */
final class InPlace {
  private InPlace() {}

  static <T> Launch<T> launch(AsyncWork<T> work) {
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
