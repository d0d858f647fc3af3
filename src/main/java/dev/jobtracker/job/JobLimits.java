package dev.jobtracker.job;

import java.time.Duration;
import java.util.Set;

/**
 * How many jobs are held, and for how long (contract, sections 3 and 9).
 *
 * @param maxJobs how many jobs are held, at least 1
 * @param maxGone how many forgotten ids are remembered, at least 0
 * @param retention how long an ended job is kept when its creator does not say
 * @param maxRetention the longest that a creator may ask for
 * @param heartbeatTimeout the silence after which a running job is stalled, in whole seconds, when
 *     its creator does not say
 * @param lostAfter the time without any update after which a job that has not ended fails as lost,
 *     in whole seconds, when its creator does not say
 * @param indexedLabels the label keys, at most 4, by which jobs are found as fast as by type
 */
public record JobLimits(
    int maxJobs,
    int maxGone,
    Duration retention,
    Duration maxRetention,
    Duration heartbeatTimeout,
    Duration lostAfter,
    Set<String> indexedLabels) {
  private static final int MAX_INDEXED_LABELS = 4;
  private static final Duration SHORTEST = Duration.ofMillis(1);

  /** Checks that every limit can be kept, and that no time that follows from one overflows. */
  public JobLimits {
    atLeast("max_jobs", 1, maxJobs);
    atLeast("max_gone", 0, maxGone);
    within("retention", 7, retention);
    within("max_retention", 7, maxRetention);
    wholeSeconds("heartbeat_timeout", Rules.MAX_SECONDS, heartbeatTimeout);
    wholeSeconds("lost_after", Rules.MAX_LOST_AFTER, lostAfter);
    if (indexedLabels.size() > MAX_INDEXED_LABELS) {
      String rule = "must be at most " + MAX_INDEXED_LABELS;
      throw JobException.invalid("indexed_labels", rule, indexedLabels.size());
    }
    indexedLabels.forEach(Rules::labelKey);
    indexedLabels = Set.copyOf(indexedLabels);
  }

  /** Creates limits under which no label is indexed. */
  public JobLimits(
      int maxJobs,
      int maxGone,
      Duration retention,
      Duration maxRetention,
      Duration heartbeatTimeout,
      Duration lostAfter) {
    this(maxJobs, maxGone, retention, maxRetention, heartbeatTimeout, lostAfter, Set.of());
  }

  /** A job shows these times in seconds, and must not show another than it has. */
  private static void wholeSeconds(String key, int most, Duration value) {
    long seconds = value.getSeconds();
    if (value.getNano() != 0 || seconds < 1 || seconds > most) {
      throw JobException.invalid(key, "must be whole seconds from 1 to " + most, value);
    }
  }

  private static void atLeast(String key, int least, int value) {
    if (value < least) {
      throw JobException.invalid(key, "must be at least " + least, value);
    }
  }

  private static void within(String key, int days, Duration value) {
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(Duration.ofDays(days)) > 0) {
      throw JobException.invalid(key, "must be from 1 ms to " + days + " days", value);
    }
  }
}
