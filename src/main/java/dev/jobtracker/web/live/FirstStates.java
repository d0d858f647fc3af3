package dev.jobtracker.web.live;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobFilter;
import dev.jobtracker.job.JobQuery;
import dev.jobtracker.web.limit.TrackerGateway;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.FilterJson;
import dev.jobtracker.wire.Keys;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The present state with which every watch of a filter begins: its newest 100 jobs, or as many of
 * them as a bounded search finds. A filter that an index serves is answered at once. One that asks
 * for labels may look at many jobs that do not match: it looks at one page at a time, and those
 * that search take turns, so that nobody waits for more than a page. Used by one event loop. What
 * waits is bounded by {@code live.max_sockets} and {@code live.max_batch}: the search of a
 * connection that is over is dropped when its turn comes, or when twice as many wait as were left
 * when such ones were last looked for.
 */
public final class FirstStates {
  private static final int SHOWN = JobQuery.MAX_PAGE_SIZE;

  /** So many pages are looked at for one first state; what is older is not searched. */
  static final int MAX_PAGES = 10;

  private static final int FEWEST_SWEPT = 1_000;

  /**
   * What there is now.
   *
   * @param jobs the newest jobs, without their results
   * @param more whether there are others, or may be, since the search had an end before the jobs
   */
  public record FirstState(JsonArray jobs, boolean more) {}

  /** One first state in the making. */
  private static final class Search {
    private final Watcher watcher;
    private final Selection selection;
    private final JsonArray jobs = new JsonArray();
    private final Promise<FirstState> found = Promise.promise();
    private int pages;
    private @Nullable String token;

    Search(Watcher watcher, JobFilter filter) {
      this.watcher = watcher;
      this.selection = new Selection(watcher.scope(), filter);
    }

    /** Ends the search where nobody is left to be answered; returns whether it did. */
    boolean endIfVain() {
      boolean vain = watcher.isOver();
      if (vain) {
        found.fail(JobException.unavailable("the connection is closed"));
      }
      return vain;
    }
  }

  private final TrackerGateway tracker;
  private final LiveFeed feed;
  private final Queue<Search> waiting = new ArrayDeque<>();

  /** So many wait when it is next looked for those whose connection is over. */
  private int sweepAt = FEWEST_SWEPT;

  private boolean searching;

  /** Creates one that asks this tracker, and lets the feed know what it found. */
  public FirstStates(TrackerGateway tracker, LiveFeed feed) {
    this.tracker = tracker;
    this.feed = feed;
  }

  /** Returns the newest jobs that the watcher selects, and lets the feed know them. */
  public Future<FirstState> newest(Watcher watcher, JobFilter filter) {
    Search search = new Search(watcher, filter);
    if (filter.labels().isEmpty() && watcher.scope().labels().isEmpty()) {
      nextPage(search).onComplete((state, failure) -> settle(search, state, failure));
    } else {
      sweep();
      waiting.add(search);
      searchOn();
    }
    return search.found.future();
  }

  private void searchOn() {
    Search search = searching ? null : next();
    if (search != null) {
      searching = true;
      nextPage(search)
          .onComplete(
              (state, failure) -> {
                searching = false;
                settle(search, state, failure);
                searchOn();
              });
    }
  }

  private @Nullable Search next() {
    Search search = waiting.poll();
    while (search != null && search.endIfVain()) {
      search = waiting.poll();
    }
    return search;
  }

  /** Costs each search no more than one look or two, however many there are. */
  private void sweep() {
    if (waiting.size() >= sweepAt) {
      waiting.removeIf(Search::endIfVain);
      sweepAt = Math.max(FEWEST_SWEPT, 2 * waiting.size());
    }
  }

  private void settle(Search search, @Nullable FirstState state, @Nullable Throwable failure) {
    if (failure != null) {
      search.found.fail(failure);
    } else if (state != null) {
      search.found.complete(state);
    } else {
      waiting.add(search);
      searchOn();
    }
  }

  /** Looks at one page more; null where that is not all. */
  private Future<@Nullable FirstState> nextPage(Search search) {
    Selection selection = search.selection;
    JobQuery query = new JobQuery(selection.filter(), SHOWN - search.jobs.size(), search.token);
    return tracker
        .call(selection.scope(), Addresses.LIST, FilterJson.write(query))
        .map(page -> take(search, page));
  }

  private @Nullable FirstState take(Search search, JsonObject page) {
    JsonArray found = page.getJsonArray(Keys.JOBS);
    feed.noteFirst(found, search.watcher);
    search.jobs.addAll(found);
    search.pages++;
    search.token = page.getString(Keys.NEXT_PAGE_TOKEN);
    boolean more = search.token != null;
    if (more && search.jobs.size() < SHOWN && search.pages < MAX_PAGES) {
      return null;
    }
    if (more) {
      feed.notePartial(search.selection);
    }
    return new FirstState(search.jobs, more);
  }
}
