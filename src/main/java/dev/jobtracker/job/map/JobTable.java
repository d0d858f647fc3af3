package dev.jobtracker.job.map;

import dev.jobtracker.job.Job;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that are held, and what can be derived from them: the map is the truth, and the index,
 * the order of ends and the deadlines are kept up to date with it here and nowhere else.
 */
final class JobTable {
  private final IdTable entries = new IdTable();
  private final OrderedEntries<EndedJob> ended = new OrderedEntries<>(EndedJob::finishedAt);

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
  IdTable entries() {
    return entries;
  }

  /**
   * Adds a job.
   *
   * @param lastSeen when its worker was last heard of, where it has not ended
   */
  void add(Job job, long lastSeen) {
    if (job.status().isTerminal()) {
      addEnded(job);
    } else {
      LiveJob entry = new LiveJob(job, lastSeen);
      entries.put(entry);
      index.add(entry, job);
      deadlines.add(entry);
    }
  }

  private void addEnded(Job job) {
    EndedJob entry = new EndedJob(job);
    entries.put(entry);
    index.add(entry, job);
    deadlines.add(entry);
    ended.add(entry);
  }

  /** Puts the next revision of a live job in the place of the present one. */
  void replace(LiveJob entry, Job next) {
    if (next.status().isTerminal()) {
      index.remove(entry, entry.job());
      deadlines.remove(entry);
      addEnded(next);
    } else {
      index.replace(entry, next);
      deadlines.advance(entry);
    }
  }

  /** Takes a job out and returns it. */
  Job remove(Entry entry) {
    Job job = entry.job();
    entries.remove(job.taskId());
    index.remove(entry, job);
    deadlines.remove(entry);
    if (entry instanceof EndedJob end) {
      ended.remove(end);
    }
    return job;
  }

  /** Returns the job that ended first, or null where none has ended. */
  @Nullable EndedJob endedFirst() {
    return ended.first();
  }
}
