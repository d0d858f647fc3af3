package dev.jobtracker.web.live;

import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.job.JobQuery;
import dev.jobtracker.job.Scope;
import dev.jobtracker.web.limit.TrackerGateway;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.Failures;
import dev.jobtracker.wire.FilterJson;
import dev.jobtracker.wire.Keys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Reads anew what is watched when the tracker can answer again (contract, section 12): news may
 * have been lost while another node took over. Every job that anybody watches or was shown is asked
 * for, and the newest ones of each filter; what is news is told as if it had been published. A few
 * are asked for at a time, so that callers wait for none of it. Used by one event loop; its ids are
 * bounded by those of the feed.
 */
public final class Refresh {
  /** Whose watchers may have missed news. */
  public interface Feed {
    /** Returns the jobs that anybody watches or was shown. */
    Set<String> seen();

    /** Returns what is watched by filters. */
    Set<Selection> selections();

    /** Takes a state that was asked for as if it had been published. */
    void refresh(JobNews news);
  }

  /** So many jobs are asked for at once. */
  private static final int AT_ONCE = 64;

  /** After so long what could not be answered is asked for again. */
  private static final long PAUSE_MILLIS = 1_000;

  private final Vertx vertx;
  private final TrackerGateway tracker;
  private final Feed feed;
  private final Set<String> left = new LinkedHashSet<>();
  private final Set<Selection> unlisted = new LinkedHashSet<>();
  private int asking;
  private boolean pausing;

  public Refresh(Vertx vertx, TrackerGateway tracker, Feed feed) {
    this.vertx = vertx;
    this.tracker = tracker;
    this.feed = feed;
  }

  /** Begins to listen; complete when the tracker's word arrives. */
  public Future<Void> start() {
    return vertx.eventBus().consumer(Addresses.TRACKER, back -> begin()).completion();
  }

  private void begin() {
    left.addAll(feed.seen());
    unlisted.addAll(feed.selections());
    goOn();
  }

  private void goOn() {
    while (!pausing && asking < AT_ONCE && !(left.isEmpty() && unlisted.isEmpty())) {
      if (unlisted.isEmpty()) {
        ask(next(left));
      } else {
        list(next(unlisted));
      }
    }
  }

  private static <T> T next(Set<T> all) {
    Iterator<T> iterator = all.iterator();
    T next = iterator.next();
    iterator.remove();
    return next;
  }

  private void list(Selection selection) {
    asking++;
    JobQuery query = new JobQuery(selection.filter(), JobQuery.MAX_PAGE_SIZE, null);
    tracker
        .call(selection.scope(), Addresses.LIST, FilterJson.write(query))
        .onComplete(
            (page, failure) -> {
              asking--;
              if (failure == null) {
                // Only their ids, as a list leaves out what those see who watch a job itself.
                page.getJsonArray(Keys.JOBS)
                    .forEach(job -> left.add(((JsonObject) job).getString(Keys.TASK_ID)));
              } else {
                unlisted.add(selection);
                pause();
              }
              goOn();
            });
  }

  private void ask(String taskId) {
    asking++;
    tracker
        .job(Scope.ALL, taskId)
        .onComplete(
            (job, failure) -> {
              asking--;
              if (failure == null) {
                feed.refresh(JobNews.of(job));
              } else if (kindOf(failure) == Kind.GONE) {
                feed.refresh(JobNews.gone(taskId));
              } else if (kindOf(failure) == Kind.NOT_FOUND) {
                // A tracker that never heard of it: the one before has ended, and its jobs with it.
                feed.refresh(JobNews.cleared(taskId));
              } else {
                left.add(taskId);
                pause();
              }
              goOn();
            });
  }

  private static Kind kindOf(Throwable failure) {
    return Failures.refusal(failure).kind();
  }

  private void pause() {
    if (!pausing) {
      pausing = true;
      vertx.setTimer(
          PAUSE_MILLIS,
          over -> {
            pausing = false;
            forgetUnwatched();
            goOn();
          });
    }
  }

  /** A list may have named jobs that nobody was shown yet, so ids are kept while one is watched. */
  private void forgetUnwatched() {
    unlisted.retainAll(feed.selections());
    if (feed.selections().isEmpty()) {
      left.retainAll(feed.seen());
    }
  }
}
