package dev.jobtracker.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tracker's room and time: contract section 9, {@code tracker}.
 *
 * @param maxJobs how many jobs are held at once
 * @param maxGone how many forgotten ids are remembered as gone
 * @param retention how long a terminal job is kept; where the document gives none it is an hour, or
 *     {@code maxRetention} where that is shorter
 * @param maxRetention the longest retention that a create may ask for
 * @param heartbeatTimeout how long a running job may be silent, in whole seconds
 * @param lostAfter how long a job that has not ended may go without an update, in whole seconds
 * @param publishInterval how often changes are published under load
 * @param maxResultBytes the longest {@code result}, as JSON in UTF-8
 * @param indexedLabels the label keys, at most 4, by which jobs are found as fast as by type
 */
public record TrackerConfig(
    int maxJobs,
    int maxGone,
    Duration retention,
    Duration maxRetention,
    Duration heartbeatTimeout,
    Duration lostAfter,
    Duration publishInterval,
    int maxResultBytes,
    Set<String> indexedLabels) {

  private static final Key<Integer> MAX_JOBS =
      Key.integer("tracker.max_jobs", 100_000, 1, 10_000_000);
  private static final Key<Integer> MAX_GONE =
      Key.integer("tracker.max_gone", 100_000, 0, 10_000_000);
  private static final Key<Duration> RETENTION =
      Key.duration("tracker.retention", "1h", "1ms", "7d");
  private static final Key<Duration> MAX_RETENTION =
      Key.duration("tracker.max_retention", "7d", "1s", "7d");
  private static final Key<Duration> HEARTBEAT_TIMEOUT =
      Key.duration("tracker.heartbeat_timeout", "5m", "1s", "7d");
  private static final Key<Duration> LOST_AFTER =
      Key.duration("tracker.lost_after", "24h", "1s", "30d");
  private static final Key<Duration> PUBLISH_INTERVAL =
      Key.duration("tracker.publish_interval", "20ms", "1ms", "10s");
  private static final Key<Integer> MAX_RESULT_BYTES =
      Key.integer("tracker.max_result_bytes", 1 << 18, 1, 1 << 30);
  private static final Key<List<String>> INDEXED_LABELS =
      Key.list("tracker.indexed_labels", "label keys", TrackerConfig::labelKey);
  private static final int MAX_INDEXED_LABELS = 4;
  private static final Pattern LABEL_KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_./-]{0,62}");

  /** Refuses what is out of range, and a retention above its own limit. */
  public TrackerConfig {
    MAX_JOBS.check(maxJobs);
    MAX_GONE.check(maxGone);
    MAX_RETENTION.check(maxRetention);
    RETENTION.check(retention);
    HEARTBEAT_TIMEOUT.check(heartbeatTimeout);
    LOST_AFTER.check(lostAfter);
    PUBLISH_INTERVAL.check(publishInterval);
    MAX_RESULT_BYTES.check(maxResultBytes);
    if (indexedLabels.size() > MAX_INDEXED_LABELS) {
      throw new ConfigException(
          INDEXED_LABELS.path(),
          "must be at most " + MAX_INDEXED_LABELS + " label keys, found " + indexedLabels.size());
    }
    indexedLabels = Set.copyOf(indexedLabels);
    if (retention.compareTo(maxRetention) > 0) {
      String rule = "must be at most tracker.max_retention, which is %s, found %s";
      throw new ConfigException(
          RETENTION.path(), rule.formatted(Shown.value(maxRetention), Shown.value(retention)));
    }
    checkWholeSeconds(HEARTBEAT_TIMEOUT, heartbeatTimeout);
    checkWholeSeconds(LOST_AFTER, lostAfter);
  }

  private static String labelKey(String path, @Nullable Object json) {
    String rule = "a label key, which matches " + LABEL_KEY;
    return Key.text(path, null, rule, found -> LABEL_KEY.matcher(found).matches()).read(path, json);
  }

  /** A job shows these times in seconds, and must not show another than it has. */
  private static void checkWholeSeconds(Key<Duration> key, Duration value) {
    if (value.toMillisPart() != 0) {
      throw new ConfigException(
          key.path(), "must be whole seconds, such as \"5m\", found " + Shown.value(value));
    }
  }

  static TrackerConfig read(Section section) {
    int maxJobs = section.get(MAX_JOBS);
    int maxGone = section.get(MAX_GONE);
    Duration retention = section.getOr(RETENTION, null);
    Duration maxRetention = section.get(MAX_RETENTION);
    if (retention == null) {
      Duration usual = RETENTION.standard();
      retention = usual.compareTo(maxRetention) > 0 ? maxRetention : usual;
    }
    TrackerConfig config =
        new TrackerConfig(
            maxJobs,
            maxGone,
            retention,
            maxRetention,
            section.get(HEARTBEAT_TIMEOUT),
            section.get(LOST_AFTER),
            section.get(PUBLISH_INTERVAL),
            section.get(MAX_RESULT_BYTES),
            new HashSet<>(section.get(INDEXED_LABELS)));
    section.end();
    return config;
  }
}
