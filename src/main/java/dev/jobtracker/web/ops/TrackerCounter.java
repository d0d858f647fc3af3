package dev.jobtracker.web.ops;

import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.Removal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How a counter of {@code jobs.stats} is shown to Prometheus: some are one metric with a label, and
 * some have a better name there.
 *
 * @param metric its name without prefix and suffix
 * @param label the name of its label, empty for none
 * @param value the value of its label
 */
record TrackerCounter(String metric, String label, String value) {
  private static final String REFUSED = "refused_";
  private static final List<String> OUTCOMES =
      Stream.of(JobStatus.values()).filter(JobStatus::isTerminal).map(JobStatus::text).toList();
  private static final List<String> REASONS =
      Stream.of(Removal.values()).map(Removal::text).toList();

  /** The name "created" must not be used: OpenMetrics has a meaning of its own for it. */
  private static final Map<String, String> RENAMED =
      Map.of(
          "created", "creates",
          "updated", "updates",
          "stalled", "jobs_stalls",
          "lost", "jobs_lost");

  private static final Map<String, String> HELP =
      Map.of(
          "creates", "Jobs created",
          "updates", "Updates that changed a job",
          "heartbeats", "Updates that changed nothing",
          "jobs_finished", "Jobs that ended, by outcome",
          "jobs_removed", "Jobs forgotten, by reason",
          "jobs_stalls", "Times that a running job fell silent",
          "jobs_lost", "Jobs that failed because nothing was heard of them",
          "gone_ids_dropped", "Forgotten ids that answer 404 instead of 410 since",
          "creates_refused_full", "Creates refused because no job had ended to make room",
          "refused", "Messages that the tracker refused, by code");

  /** Returns how to show the counter of this name; one that is not known keeps it. */
  static TrackerCounter of(String counter) {
    if (counter.startsWith(REFUSED)) {
      return new TrackerCounter("refused", "code", counter.substring(REFUSED.length()));
    }
    if (OUTCOMES.contains(counter)) {
      return new TrackerCounter("jobs_finished", "outcome", counter);
    }
    if (REASONS.contains(counter)) {
      return new TrackerCounter("jobs_removed", "reason", counter);
    }
    return new TrackerCounter(RENAMED.getOrDefault(counter, counter), "", "");
  }

  /** Returns the name of the counter of refusals with this code. */
  static String refused(int code) {
    return REFUSED + code;
  }

  /** Returns what it counts, in words. */
  String help() {
    return HELP.getOrDefault(metric, metric.replace('_', ' ')) + ", since the tracker's start";
  }
}
