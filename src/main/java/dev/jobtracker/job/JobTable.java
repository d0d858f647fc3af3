package dev.jobtracker.job;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that are held, and what can be derived from them: the map is the truth, and the index,
 * the order of ends and the deadlines are kept up to date with it here and nowhere else.
 */
final class JobTable {
  private final OrderedEntries ended = new OrderedEntries(entry -> entry.job.finishedAt);
  private final Map<String, Entry> entries = new HashMap<>();

  final JobIndex index;
  final Deadlines deadlines;

  /** Creates an empty table that finds jobs by these label keys too. */
  JobTable(Set<String> indexedLabels, JobClock clock) {
    index = new JobIndex(indexedLabels);
    deadlines = new Deadlines(clock);
  }

  int size() {
    return entries.size();
  }

  boolean hasLive() {
    return deadlines.hasLive();
  }

  @Nullable Entry get(String taskId) {
    return entries.get(taskId);
  }

  /** Returns the map itself, for who takes the table apart. */
  Map<String, Entry> entries() {
    return entries;
  }

  void add(Entry entry) {
    entries.put(entry.job.taskId, entry);
    index.add(entry);
    deadlines.add(entry);
    if (entry.job.status.isTerminal()) {
      ended.add(entry);
    }
  }

  /** Puts the next revision of a job in the place of the present one, which has not ended. */
  void replace(Entry entry, Job next) {
    boolean ends = next.status.isTerminal();
    if (ends) {
      deadlines.remove(entry);
    }
    index.replace(entry, next);
    if (ends) {
      deadlines.add(entry);
      ended.add(entry);
    } else {
      deadlines.advance(entry);
    }
  }

  void remove(Entry entry) {
    entries.remove(entry.job.taskId);
    index.remove(entry);
    deadlines.remove(entry);
    if (entry.job.status.isTerminal()) {
      ended.remove(entry);
    }
  }

  /** Returns the job that ended first, or null where none has ended. */
  @Nullable Entry endedFirst() {
    return ended.first();
  }
}
