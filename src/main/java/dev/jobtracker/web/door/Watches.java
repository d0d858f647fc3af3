package dev.jobtracker.web.door;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.web.limit.Limit;
import dev.jobtracker.web.live.Detail;
import dev.jobtracker.web.live.FirstStates.FirstState;
import dev.jobtracker.web.live.LiveCounts;
import dev.jobtracker.web.live.LiveFeed;
import dev.jobtracker.web.live.LiveServices;
import dev.jobtracker.web.live.Shown;
import dev.jobtracker.web.live.Watcher;
import dev.jobtracker.wire.FilterJson;
import dev.jobtracker.wire.Keys;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * The watches of one WebSocket, at most {@code live.max_watches_per_socket}; one more is refused
 * with 429. A watch hears of changes from before its first state is asked for, so nothing is missed
 * in between; the socket holds these news back until that state is sent.
 */
public final class Watches {
  private record Open(long id, FilterJson.Watch watch) {
    boolean isOfFilter() {
      return watch.taskId() == null;
    }
  }

  private final LiveServices live;
  private final LiveFeed feed;
  private final Watcher watcher;
  private final int limit;
  private final LiveCounts counts;
  private final List<Open> open = new ArrayList<>(1);

  /** How many of them watch a filter: each answer asks for it, and a worker has many of one job. */
  private int ofFilters;

  private long lastId;
  private boolean closed;

  Watches(LiveServices live, Watcher watcher) {
    this.live = live;
    this.feed = live.feed();
    this.watcher = watcher;
    this.limit = live.config().maxWatchesPerSocket();
    this.counts = live.counts();
  }

  /**
   * Begins a watch; the answer is {@code {"watch": id, "jobs": [present state]}}, with {@code
   * "more": true} where there are more jobs than it shows.
   */
  Future<RpcOutcome> watch(JsonObject params) {
    FilterJson.Watch watch = FilterJson.readWatch(params);
    if (closed) {
      // Nobody would ever take back what is registered now.
      throw JobException.unavailable("the connection is closed");
    }
    if (open.size() >= limit) {
      counts.hits.count(Limit.MAX_WATCHES);
      throw new JobException(Kind.TOO_MANY, "a socket may have at most " + limit + " watches");
    }
    if (!isOpen(watch)) {
      register(watch);
    }
    long id = ++lastId;
    add(new Open(id, watch));
    counts.watches.increment();
    return presentState(watch).map(state -> begun(id, watch, state)).onFailure(failure -> end(id));
  }

  private void add(Open one) {
    open.add(one);
    ofFilters += one.isOfFilter() ? 1 : 0;
  }

  private static RpcOutcome begun(long id, FilterJson.Watch watch, FirstState state) {
    JsonObject answer = new JsonObject().put(Keys.WATCH, id).put(Keys.JOBS, state.jobs());
    if (state.more()) {
      answer.put(Keys.MORE, true);
    }
    Detail detail = watch.taskId() == null ? Detail.LEAN : Detail.FULL;
    return new RpcOutcome(
        answer, state.jobs().stream().map(job -> Shown.first((JsonObject) job, detail)).toList());
  }

  /** Ends a watch; the answer is {@code {"watch": id}}. */
  Future<RpcOutcome> unwatch(JsonObject params) {
    long id = FilterJson.readUnwatch(params);
    if (!end(id)) {
      throw new JobException(Kind.NOT_FOUND, "watch: this socket has no watch " + id);
    }
    return Future.succeededFuture(RpcOutcome.of(new JsonObject().put(Keys.WATCH, id)));
  }

  /**
   * Takes jobs that the answer to another call shows, at once when the tracker has answered them:
   * one who watches filters hears what becomes of them.
   */
  void answered(Iterable<?> jobs) {
    if (ofFilters > 0) {
      feed.noteAnswered(jobs);
    }
  }

  /** Ends all watches. */
  void close() {
    closed = true;
    // The same watch may be there twice, and may be taken back as often.
    open.forEach(each -> unregister(each.watch()));
    counts.watches.add(-open.size());
    open.clear();
    ofFilters = 0;
  }

  private boolean end(long id) {
    for (int i = 0; i < open.size(); i++) {
      if (open.get(i).id() == id) {
        Open ended = open.remove(i);
        ofFilters -= ended.isOfFilter() ? 1 : 0;
        counts.watches.decrement();
        if (!isOpen(ended.watch())) {
          unregister(ended.watch());
        }
        return true;
      }
    }
    return false;
  }

  private boolean isOpen(FilterJson.Watch watch) {
    return open.stream().anyMatch(each -> each.watch().equals(watch));
  }

  private void register(FilterJson.Watch watch) {
    if (watch.taskId() != null) {
      feed.watch(watch.taskId(), watcher);
    } else {
      feed.watch(watch.filter(), watcher);
    }
  }

  private void unregister(FilterJson.Watch watch) {
    if (watch.taskId() != null) {
      feed.unwatch(watch.taskId(), watcher);
    } else {
      feed.unwatch(watch.filter(), watcher);
    }
  }

  private Future<FirstState> presentState(FilterJson.Watch watch) {
    return watch.taskId() == null
        ? live.firstStates().newest(watcher, watch.filter())
        : live.tracker()
            .job(watcher.scope(), watch.taskId())
            .map(job -> new FirstState(new JsonArray().add(job), false));
  }
}
