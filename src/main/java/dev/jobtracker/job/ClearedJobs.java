package dev.jobtracker.job;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that a clear took out of the tracker and whose end is still to be told. They are gone for
 * every caller already; only the telling takes its time, a slice at a time. Held jobs and these are
 * never more than {@code maxJobs} together.
 */
final class ClearedJobs {
  private final Deque<Map<String, Entry>> tables = new ArrayDeque<>();
  private @Nullable Iterator<Entry> first;
  private int size;

  void add(JobTable table) {
    if (table.size() > 0) {
      tables.add(table.entries());
      size += table.size();
    }
  }

  int size() {
    return size;
  }

  boolean contains(String taskId) {
    for (Map<String, Entry> table : tables) {
      if (table.containsKey(taskId)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the next job and forgets it; null when there is none. */
  @Nullable Job next() {
    if (tables.isEmpty()) {
      return null;
    }
    Iterator<Entry> entries = first == null ? tables.element().values().iterator() : first;
    Job job = entries.next().job;
    entries.remove();
    size--;
    first = entries;
    if (!entries.hasNext()) {
      tables.remove();
      first = null;
    }
    return job;
  }
}
