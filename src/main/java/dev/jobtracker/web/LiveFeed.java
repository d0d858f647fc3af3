package dev.jobtracker.web;

import dev.jobtracker.job.JobFilter;
import dev.jobtracker.job.JobTraits;
import dev.jobtracker.web.Watcher.Sight;
import dev.jobtracker.wire.Addresses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Hands every publication of the tracker to those who watch the job, one per web verticle instance
 * (contract, sections 6 to 8).
 *
 * <pre>
 *   by id       import_1f -> socket 4, poll 9
 *   by filter   {status: running} -> socket 4, socket 5, stream 7     each filter is matched once
 *   known       import_1f -> running, export_9c -> failed             to notice who leaves a filter
 * </pre>
 *
 * <p>{@code known} holds what filters look at of every job that was heard of while anybody watches
 * a filter, and of no job that was removed; so it is bounded by {@code tracker.max_jobs}. A job
 * that was not heard of before may have been shown by a list, so when it does not match, its
 * watchers are told that it left. Used by one event loop.
 */
final class LiveFeed {
  private final Map<String, Set<Watcher>> byId = new HashMap<>();
  private final Map<JobFilter, Set<Watcher>> byFilter = new HashMap<>();
  private final Map<String, JobTraits> known = new HashMap<>();

  /** Begins to listen; complete when the tracker's publications arrive. */
  Future<Void> start(Vertx vertx) {
    return vertx
        .eventBus()
        .<JsonObject>consumer(Addresses.EVENTS, message -> publish(JobNews.of(message)))
        .completion();
  }

  /** Lets a watcher hear of one job. */
  void watch(String taskId, Watcher watcher) {
    byId.computeIfAbsent(taskId, id -> new LinkedHashSet<>()).add(watcher);
  }

  /** Takes back {@link #watch(String, Watcher)}. */
  void unwatch(String taskId, Watcher watcher) {
    remove(byId, taskId, watcher);
  }

  /** Lets a watcher hear of all jobs that match. */
  void watch(JobFilter filter, Watcher watcher) {
    byFilter.computeIfAbsent(filter, f -> new LinkedHashSet<>()).add(watcher);
  }

  /** Takes back {@link #watch(JobFilter, Watcher)}. */
  void unwatch(JobFilter filter, Watcher watcher) {
    remove(byFilter, filter, watcher);
    if (byFilter.isEmpty()) {
      known.clear();
    }
  }

  private static <K> void remove(Map<K, Set<Watcher>> map, K key, Watcher watcher) {
    map.computeIfPresent(
        key,
        (k, watchers) -> {
          watchers.remove(watcher);
          return watchers.isEmpty() ? null : watchers;
        });
  }

  private void publish(JobNews news) {
    Set<Watcher> ofJob = byId.get(news.taskId());
    if (ofJob != null) {
      Sight sight = news.isRemoval() ? Sight.GONE : Sight.FULL;
      // A copy, because a watcher that has heard enough takes itself out of the set.
      for (Watcher watcher : ofJob.toArray(Watcher[]::new)) {
        watcher.tell(news, sight);
      }
    }
    if (!byFilter.isEmpty()) {
      publishToFilters(news);
    }
  }

  private void publishToFilters(JobNews news) {
    JobTraits now = news.isRemoval() ? null : news.traits();
    JobTraits before = now == null ? known.remove(news.taskId()) : known.put(news.taskId(), now);
    byFilter.forEach(
        (filter, watchers) -> {
          if (now != null && filter.matches(now)) {
            watchers.forEach(watcher -> watcher.tell(news, Sight.LEAN));
          }
        });
    byFilter.forEach(
        (filter, watchers) -> {
          boolean showed = before == null ? mayShow(filter, news) : filter.matches(before);
          if (showed && (now == null || !filter.matches(now))) {
            watchers.forEach(watcher -> watcher.tell(news, Sight.GONE));
          }
        });
  }

  /** Returns whether a list may have shown the job, before it was first heard of here. */
  private static boolean mayShow(JobFilter filter, JobNews news) {
    return news.isRemoval() || (news.revision() > 1 && filter.mayMatch(news.traits()));
  }
}
