package dev.jobtracker.web;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * One request that waits for a job to change (contract, section 7). It hears of changes from before
 * the job is asked for, so none is missed in between.
 */
final class LongPoll extends Watcher {
  private final Conditions known;
  private final Promise<JobNews> news = Promise.promise();

  /** Waits for a revision that the request does not name. */
  LongPoll(Conditions known) {
    this.known = known;
  }

  /** Returns the first news of the job, or null when there were none for this long. */
  Future<JobNews> await(Vertx vertx, Duration patience) {
    long timer = vertx.setTimer(Math.max(1, patience.toMillis()), t -> news.tryComplete());
    return news.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  /** Ends the waiting without news, because the server stops. */
  void end() {
    news.tryComplete();
  }

  @Override
  void hear(JobNews heard, Sight sight) {
    if (heard.isRemoval() || !known.has(heard.job())) {
      news.tryComplete(heard);
    }
  }
}
