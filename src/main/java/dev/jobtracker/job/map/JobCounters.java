package dev.jobtracker.job.map;

import dev.jobtracker.job.DurationHistogram;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobStatus;
import java.util.Map;
import java.util.TreeMap;

/** What has happened to jobs since the map was made, and how long those took that have ended. */
final class JobCounters {
  private final long[] counts = new long[Counter.values().length];
  private final DurationHistograms durations = new DurationHistograms();

  void count(Counter counter) {
    count(counter, 1);
  }

  void count(Counter counter, int times) {
    counts[counter.ordinal()] += times;
  }

  /** Counts a job that has just ended. */
  void countEnd(Job job) {
    count(
        switch (job.status()) {
          case COMPLETED -> Counter.COMPLETED;
          case FAILED -> Counter.FAILED;
          default -> Counter.CANCELLED;
        });
    durations.add(job);
  }

  /** Returns all counts by the names of {@code jobs.stats}. */
  Map<String, Long> byName() {
    Map<String, Long> byName = new TreeMap<>();
    for (Counter counter : Counter.values()) {
      byName.put(counter.text(), counts[counter.ordinal()]);
    }
    return byName;
  }

  Map<JobStatus, DurationHistogram> durations() {
    return durations.byStatus();
  }
}
