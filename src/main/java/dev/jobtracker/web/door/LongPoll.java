package dev.jobtracker.web.door;

import dev.jobtracker.web.access.Caller;
import dev.jobtracker.web.http.Conditions;
import dev.jobtracker.web.http.Refusal;
import dev.jobtracker.web.live.Detail;
import dev.jobtracker.web.live.JobNews;
import dev.jobtracker.web.live.Version;
import dev.jobtracker.web.live.Watcher;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request that waits for a job to change (contract, section 7). It hears of changes from before
 * the job is asked for, so none is missed in between; only what is newer than that answer counts,
 * so a client never goes back to a revision before the one that it has.
 */
final class LongPoll extends Watcher {
  private final Caller caller;
  private final Conditions known;
  private final Promise<@Nullable JobNews> news = Promise.promise();
  private @Nullable JobNews newest;
  private @Nullable Version past;

  /** Waits for a revision that the request does not name. */
  LongPoll(Caller caller, Conditions known) {
    super(caller.scope());
    this.caller = caller;
    this.known = known;
  }

  /** Returns the first news after this version, or null when there were none for this long. */
  Future<@Nullable JobNews> await(Vertx vertx, Duration patience, Version seen) {
    past = seen;
    long timer = vertx.setTimer(Math.max(1, patience.toMillis()), t -> giveUp());
    check();
    return news.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  /** Ends the wait without news. */
  void giveUp() {
    news.tryComplete();
  }

  /** Ends the wait, because the caller's session or token is over. */
  void refuse() {
    news.tryFail(Refusal.unauthorized("the session or the token is over", true));
  }

  Caller caller() {
    return caller;
  }

  @Override
  public boolean isOver() {
    return news.future().isComplete();
  }

  @Override
  public void hear(JobNews heard, Detail detail) {
    newest = heard;
    check();
  }

  private void check() {
    if (newest != null && past != null && isNews(newest, past)) {
      news.tryComplete(newest);
    }
  }

  private boolean isNews(JobNews heard, Version seen) {
    return heard.isRemoval() || (heard.version().isNewsAfter(seen) && !known.has(heard.job()));
  }
}
