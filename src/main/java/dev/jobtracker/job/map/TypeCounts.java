package dev.jobtracker.job.map;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobStats;
import dev.jobtracker.job.JobStatus;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many jobs there are of each type and status, counted one by one. */
final class TypeCounts {
  private final Map<String, Map<JobStatus, Integer>> counts = new HashMap<>();
  private int total;
  private int stalled;

  /** Counts all jobs that a walk comes by and that have these labels. */
  static TypeCounts of(NewestFirst walk, Map<String, String> labels) {
    TypeCounts counts = new TypeCounts();
    for (Entry entry = walk.next(); entry != null; entry = walk.next()) {
      if (entry.hasLabels(labels)) {
        counts.add(entry.job());
      }
    }
    return counts;
  }

  void add(Job job) {
    count(job, 1);
  }

  void remove(Job job) {
    count(job, -1);
    Map<JobStatus, Integer> ofType = counts.get(job.type());
    if (ofType.isEmpty()) {
      counts.remove(job.type());
    }
  }

  private void count(Job job, int by) {
    total += by;
    stalled += job.stalled() ? by : 0;
    counts
        .computeIfAbsent(job.type(), type -> new EnumMap<>(JobStatus.class))
        .compute(job.status(), (status, before) -> orNull((before == null ? 0 : before) + by));
  }

  /** A count of none is no entry. */
  private static @Nullable Integer orNull(int count) {
    return count == 0 ? null : (Integer) count;
  }

  /** Returns the counts as stats show them, without any counters. */
  JobStats stats() {
    Map<JobStatus, Integer> byStatus = new EnumMap<>(JobStatus.class);
    Map<String, Map<JobStatus, Integer>> byType = new HashMap<>();
    for (JobStatus status : JobStatus.values()) {
      byStatus.put(status, 0);
    }
    counts.forEach(
        (type, ofType) -> {
          ofType.forEach((status, count) -> byStatus.merge(status, count, Integer::sum));
          if (byType.size() < JobStats.MAX_TYPES) {
            byType.put(type, new EnumMap<>(ofType));
          }
        });
    return new JobStats(total, byStatus, byType, stalled, Map.of());
  }
}
