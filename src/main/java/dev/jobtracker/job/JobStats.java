package dev.jobtracker.job;

import java.util.Map;
import java.util.TreeMap;

/**
 * How many jobs there are, and what has happened since the start (contract, section 4).
 *
 * @param total the jobs held
 * @param byStatus the jobs held in each of the five states
 * @param byType the same for each type, for at most {@link #MAX_TYPES} types
 * @param stalled how many of the running jobs are stalled
 * @param counters what happened since the start, by name
 * @param durations how long the jobs took that ended since the start, by how they ended: from their
 *     start, or from their creation where they never ran
 * @param runningAges how long ago the running jobs were created; only counts
 */
public record JobStats(
    int total,
    Map<JobStatus, Integer> byStatus,
    Map<String, Map<JobStatus, Integer>> byType,
    int stalled,
    Map<String, Long> counters,
    Map<JobStatus, DurationHistogram> durations,
    DurationHistogram runningAges) {

  /** How many types are counted one by one; the counter {@code types_not_shown} tells the rest. */
  public static final int MAX_TYPES = 1_000;

  /** Makes numbers that tell nothing of how long jobs take. */
  public JobStats(
      int total,
      Map<JobStatus, Integer> byStatus,
      Map<String, Map<JobStatus, Integer>> byType,
      int stalled,
      Map<String, Long> counters) {
    this(total, byStatus, byType, stalled, counters, Map.of(), DurationHistogram.NONE);
  }

  /** Returns these numbers with more counters beside the present ones. */
  public JobStats withCounters(Map<String, Long> more) {
    Map<String, Long> all = new TreeMap<>(counters);
    all.putAll(more);
    return new JobStats(total, byStatus, byType, stalled, all, durations, runningAges);
  }
}
