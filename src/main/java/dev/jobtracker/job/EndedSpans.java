package dev.jobtracker.job;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts how long jobs took as they end, by how they end. Not safe for use by several threads. */
final class EndedSpans {
  private final Map<JobStatus, Tally> tallies = new EnumMap<>(JobStatus.class);

  EndedSpans() {
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

  Map<JobStatus, Spans> byStatus() {
    Map<JobStatus, Spans> spans = new EnumMap<>(JobStatus.class);
    tallies.forEach((status, tally) -> spans.put(status, tally.spans()));
    return spans;
  }

  private static final class Tally {
    /** How many ended in each bucket alone; the last bucket has no bound. */
    private final long[] buckets = new long[Spans.BOUND_MICROS.length + 1];

    private double seconds;

    void add(long micros) {
      int at = Arrays.binarySearch(Spans.BOUND_MICROS, micros);
      buckets[at < 0 ? -at - 1 : at]++;
      seconds += micros / 1e6;
    }

    Spans spans() {
      List<Long> upTo = new ArrayList<>(buckets.length);
      long sum = 0;
      for (int i = 0; i < Spans.BOUND_MICROS.length; i++) {
        sum += buckets[i];
        upTo.add(sum);
      }
      return new Spans(upTo, sum + buckets[buckets.length - 1], seconds);
    }
  }
}
