package dev.jobtracker.job.map;

import dev.jobtracker.job.Job;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that a clear took out of the tracker and whose end is still to be told. They are gone for
 * every caller already; only the telling takes its time, a slice at a time. Held jobs and these are
 * never more than {@code maxJobs} together.
 */
final class ClearedJobs {
  private final Deque<IdTable> tables = new ArrayDeque<>();
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
    for (IdTable table : tables) {
      if (table.get(taskId) != null) {
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
    IdTable first = tables.element();
    Job job = first.poll().job();
    size--;
    if (first.size() == 0) {
      tables.remove();
    }
    return job;
  }
}
