package dev.jobtracker.job.map;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The ids of jobs that were known once. Bounded: at its limit the id that was forgotten first makes
 * room, and answers "not found" from then on.
 */
final class GoneIds {
  private final int limit;
  private final Set<String> ids = new LinkedHashSet<>();

  GoneIds(int limit) {
    this.limit = limit;
  }

  boolean contains(String taskId) {
    return ids.contains(taskId);
  }

  /** Remembers the id; returns whether another one was dropped for it. */
  boolean add(String taskId) {
    ids.add(taskId);
    if (ids.size() <= limit) {
      return false;
    }
    ids.remove(ids.iterator().next());
    return true;
  }
}
