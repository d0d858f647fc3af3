package dev.jobtracker.job;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Counts how long jobs took as they end, one histogram for each way to end. Not safe for use by
 * several threads.
 */
final class DurationHistograms {
  private final Map<JobStatus, Tally> tallies = new EnumMap<>(JobStatus.class);

  DurationHistograms() {
    for (JobStatus status : JobStatus.values()) {
      if (status.isTerminal()) {
        tallies.put(status, new Tally());
      }
    }
  }

  /** Counts a job that has ended. */
  void add(Job job) {
    long start = job.startedAt == Micros.NONE ? job.createdAt : job.startedAt;
    tallies.get(job.status).add(job.finishedAt - start);
  }

  Map<JobStatus, DurationHistogram> byStatus() {
    Map<JobStatus, DurationHistogram> histograms = new EnumMap<>(JobStatus.class);
    tallies.forEach((status, tally) -> histograms.put(status, tally.histogram()));
    return histograms;
  }

  private static final class Tally {
    /** How many ended in each bucket alone; the last bucket has no bound. */
    private final long[] buckets = new long[DurationHistogram.BOUND_MICROS.length + 1];

    private double seconds;

    void add(long micros) {
      int at = Arrays.binarySearch(DurationHistogram.BOUND_MICROS, micros);
      buckets[at < 0 ? -at - 1 : at]++;
      seconds += micros / 1e6;
    }

    DurationHistogram histogram() {
      List<Long> upTo = new ArrayList<>(buckets.length);
      long sum = 0;
      for (int i = 0; i < DurationHistogram.BOUND_MICROS.length; i++) {
        sum += buckets[i];
        upTo.add(sum);
      }
      return new DurationHistogram(upTo, sum + buckets[buckets.length - 1], seconds);
    }
  }
}
