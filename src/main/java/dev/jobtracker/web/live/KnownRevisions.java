package dev.jobtracker.web.live;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Of jobs that are watched, the version that everybody whom the job concerns has been told at
 * least. A job that is missing here may be news to somebody whatever its revision. Its size is
 * bounded by what the {@link LiveFeed} holds. Used by one event loop.
 */
final class KnownRevisions {
  private final Map<String, Version> versions = new HashMap<>();

  /** Returns whether there may be somebody who does not know this yet. */
  boolean isNews(JobNews news) {
    Version known = versions.get(news.taskId());
    return news.isRemoval() || known == null || news.version().isNewsAfter(known);
  }

  /** Returns whether everybody whom the job concerns has been told of it. */
  boolean contains(String taskId) {
    return versions.containsKey(taskId);
  }

  /** Notes news that all are told now. */
  void told(JobNews news) {
    if (news.isRemoval()) {
      versions.remove(news.taskId());
    } else {
      versions.put(news.taskId(), news.version());
    }
  }

  /**
   * Notes what one watcher is shown first. It may be newer than what others were told, since they
   * may have lost the news that led to it; so it counts for all only where there are no others.
   */
  void shown(String taskId, Version version, boolean toAll) {
    if (toAll) {
      versions.merge(taskId, version, KnownRevisions::ofBoth);
    } else {
      versions.computeIfPresent(taskId, (id, known) -> ofBoth(known, version));
    }
  }

  /** Returns what those know who were shown one of them each; null where that is nothing. */
  private static @Nullable Version ofBoth(Version one, Version other) {
    if (!one.isOfSameRecord(other)) {
      return null;
    }
    return one.isBefore(other) ? one : other;
  }

  void forget(String taskId) {
    versions.remove(taskId);
  }

  /** Forgets all others. */
  void retain(Collection<String> taskIds) {
    versions.keySet().retainAll(taskIds);
  }
}
