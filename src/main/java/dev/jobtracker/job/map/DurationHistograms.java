package dev.jobtracker.job.map;

import dev.jobtracker.job.DurationHistogram;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.Micros;
import java.time.Instant;
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
  private static final long[] BOUND_MICROS =
      DurationHistogram.BOUNDS.stream().mapToLong(seconds -> Math.round(seconds * 1e6)).toArray();

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
    Instant start = job.startedAt() == null ? job.createdAt() : job.startedAt();
    tallies.get(job.status()).add(Micros.of(job.finishedAt()) - Micros.of(start));
  }

  Map<JobStatus, DurationHistogram> byStatus() {
    Map<JobStatus, DurationHistogram> histograms = new EnumMap<>(JobStatus.class);
    tallies.forEach((status, tally) -> histograms.put(status, tally.histogram()));
    return histograms;
  }

  /** Counts what began at the times of these entries and is still going on. */
  static DurationHistogram since(long now, List<OrderedEntries<Entry>> began) {
    List<Long> upTo = new ArrayList<>(BOUND_MICROS.length);
    int count = began.stream().mapToInt(OrderedEntries::size).sum();
    for (long bound : BOUND_MICROS) {
      int before = began.stream().mapToInt(entries -> entries.countBefore(now - bound)).sum();
      upTo.add((long) count - before);
    }
    return new DurationHistogram(upTo, count, 0);
  }

  private static final class Tally {
    /** How many ended in each bucket alone; the last bucket has no bound. */
    private final long[] buckets = new long[BOUND_MICROS.length + 1];

    private double seconds;

    void add(long micros) {
      int at = Arrays.binarySearch(BOUND_MICROS, micros);
      buckets[at < 0 ? -at - 1 : at]++;
      seconds += micros / 1e6;
    }

    DurationHistogram histogram() {
      List<Long> upTo = new ArrayList<>(buckets.length);
      long sum = 0;
      for (int i = 0; i < BOUND_MICROS.length; i++) {
        sum += buckets[i];
        upTo.add(sum);
      }
      return new DurationHistogram(upTo, sum + buckets[buckets.length - 1], seconds);
    }
  }
}
