package dev.jobtracker.job.map;

import dev.jobtracker.job.DurationHistogram;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobFilter;
import dev.jobtracker.job.JobStatus;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that have something in common, newest first on one shelf for each status, with a sixth for
 * what runs but is stalled. A shelf is made when the first job comes to it.
 */
final class Shelves {
  private static final JobStatus[] STATUSES = JobStatus.values();
  private static final int STALLED = STATUSES.length;

  private final @Nullable OrderedEntries<Entry>[] shelves = empty();
  private int size;

  @SuppressWarnings("unchecked")
  private static @Nullable OrderedEntries<Entry>[] empty() {
    return (OrderedEntries<Entry>[]) new OrderedEntries<?>[STALLED + 1];
  }

  private static int shelfOf(Job job) {
    return job.stalled() ? STALLED : job.status().ordinal();
  }

  /** Returns whether two revisions of a job stand on the same shelf. */
  static boolean areTogether(Job before, Job after) {
    return shelfOf(before) == shelfOf(after);
  }

  void add(Entry entry, Job job) {
    int at = shelfOf(job);
    OrderedEntries<Entry> shelf = shelves[at];
    if (shelf == null) {
      shelf = new OrderedEntries<>(Entry::createdAt);
      shelves[at] = shelf;
    }
    shelf.add(entry);
    size++;
  }

  void remove(Entry entry, Job job) {
    int at = shelfOf(job);
    OrderedEntries<Entry> shelf = shelves[at];
    shelf.remove(entry);
    if (shelf.size() == 0) {
      shelves[at] = null;
    }
    size--;
  }

  int size() {
    return size;
  }

  private int size(int at) {
    OrderedEntries<Entry> shelf = shelves[at];
    return shelf == null ? 0 : shelf.size();
  }

  private boolean isAdmitted(int at, JobFilter filter) {
    return shelves[at] != null
        && filter.admits(at == STALLED ? JobStatus.RUNNING : STATUSES[at], at == STALLED);
  }

  /** Returns how many jobs stand on the shelves that the filter admits. */
  int admitted(JobFilter filter) {
    int jobs = 0;
    for (int at = 0; at < shelves.length; at++) {
      jobs += isAdmitted(at, filter) ? size(at) : 0;
    }
    return jobs;
  }

  /** Adds a walk for each shelf that the filter admits. */
  void walk(JobFilter filter, long createdBefore, List<OrderedEntries<Entry>.Walk> walks) {
    for (int at = 0; at < shelves.length; at++) {
      if (isAdmitted(at, filter)) {
        walks.add(shelves[at].walkBackFrom(createdBefore));
      }
    }
  }

  int stalled() {
    return size(STALLED);
  }

  Map<JobStatus, Integer> byStatus() {
    Map<JobStatus, Integer> counts = new EnumMap<>(JobStatus.class);
    for (JobStatus status : STATUSES) {
      counts.put(status, size(status.ordinal()));
    }
    counts.merge(JobStatus.RUNNING, size(STALLED), Integer::sum);
    return counts;
  }

  /** Returns for how long the running jobs have been there, stalled ones included. */
  DurationHistogram runningAges(long now) {
    return DurationHistograms.since(
        now,
        Stream.of(shelves[JobStatus.RUNNING.ordinal()], shelves[STALLED])
            .filter(shelf -> shelf != null)
            .toList());
  }
}
