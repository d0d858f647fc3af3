package dev.jobtracker.web.live;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Of jobs that are watched, the revision that everybody whom the job concerns has been told at
 * least. A job that is missing here may be news to somebody whatever its revision. Its size is
 * bounded by what the {@link LiveFeed} holds. Used by one event loop.
 */
final class KnownRevisions {
  private final Map<String, Long> revisions = new HashMap<>();

  /** Returns whether there may be somebody who does not know this yet. */
  boolean isNews(JobNews news) {
    return news.isRemoval() || news.revision() > revisions.getOrDefault(news.taskId(), 0L);
  }

  /** Returns whether everybody whom the job concerns has been told of it. */
  boolean contains(String taskId) {
    return revisions.containsKey(taskId);
  }

  /** Notes news that all are told now. */
  void told(JobNews news) {
    if (news.isRemoval()) {
      revisions.remove(news.taskId());
    } else {
      revisions.put(news.taskId(), news.revision());
    }
  }

  /**
   * Notes what one watcher is shown first. It may be newer than what others were told, since they
   * may have lost the news that led to it; so it counts for all only where there are no others.
   */
  void shown(String taskId, long revision, boolean toAll) {
    if (toAll) {
      revisions.merge(taskId, revision, Math::min);
    } else {
      revisions.computeIfPresent(taskId, (id, known) -> Math.min(known, revision));
    }
  }

  void forget(String taskId) {
    revisions.remove(taskId);
  }

  /** Forgets all others. */
  void retain(Collection<String> taskIds) {
    revisions.keySet().retainAll(taskIds);
  }
}
