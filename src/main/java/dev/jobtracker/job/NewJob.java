package dev.jobtracker.job;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says to create a job (contract, sections 1 and 4). Every value is checked when the
 * record is built; a broken rule is a {@link JobException} of kind {@code INVALID}.
 *
 * @param type what kind of work this is, {@code [A-Za-z0-9][A-Za-z0-9_.-]{0,63}}
 * @param taskId the caller's own id, which makes the create safe to repeat; null = the tracker
 *     chooses one
 * @param title what a person reads in a list, at most 200 characters, or null
 * @param labels at most 16, fixed for the life of the job
 * @param total how much there is to do, finite and at least 0, or null
 * @param unit what is counted, at most 32 characters, or null
 * @param heartbeatTimeout seconds of silence, 1 to 604,800, after which the running job counts as
 *     stalled; null = the tracker's default
 * @param retention seconds, 1 to 604,800, for which the ended job is kept; null = the default
 */
public record NewJob(
    String type,
    @Nullable String taskId,
    @Nullable String title,
    Map<String, String> labels,
    @Nullable Double total,
    @Nullable String unit,
    @Nullable Integer heartbeatTimeout,
    @Nullable Integer retention) {

  /** How many seconds a heartbeat timeout or a retention may have at most. */
  public static final int MAX_SECONDS = Rules.MAX_SECONDS;

  /** Checks every value. */
  public NewJob {
    Rules.type(type);
    Rules.ownTaskId(taskId, type);
    Rules.atMost("title", Rules.MAX_TITLE, title);
    labels = Rules.labels(labels);
    total = total == null ? null : (Double) Rules.count("total", total);
    Rules.atMost("unit", Rules.MAX_UNIT, unit);
    Rules.seconds("heartbeat_timeout", heartbeatTimeout);
    Rules.seconds("retention", retention);
  }

  /** Returns a job of this type with nothing else said about it. */
  public static NewJob of(String type) {
    return new NewJob(type, null, null, Map.of(), null, null, null, null);
  }

  /** Returns this with the caller's own id. */
  public NewJob withTaskId(@Nullable String taskId) {
    return new NewJob(type, taskId, title, labels, total, unit, heartbeatTimeout, retention);
  }

  /** Returns this with a title. */
  public NewJob withTitle(@Nullable String title) {
    return new NewJob(type, taskId, title, labels, total, unit, heartbeatTimeout, retention);
  }

  /** Returns this with these labels in place of all others. */
  public NewJob withLabels(Map<String, String> labels) {
    return new NewJob(type, taskId, title, labels, total, unit, heartbeatTimeout, retention);
  }

  /** Returns this with how much there is to do, and of what. */
  public NewJob withTotal(@Nullable Double total, @Nullable String unit) {
    return new NewJob(type, taskId, title, labels, total, unit, heartbeatTimeout, retention);
  }

  /** Returns this with seconds of silence after which the running job counts as stalled. */
  public NewJob withHeartbeatTimeout(@Nullable Integer seconds) {
    return new NewJob(type, taskId, title, labels, total, unit, seconds, retention);
  }

  /** Returns this with seconds for which the ended job is kept. */
  public NewJob withRetention(@Nullable Integer seconds) {
    return new NewJob(type, taskId, title, labels, total, unit, heartbeatTimeout, seconds);
  }

  /**
   * Returns the job that this asks for, still without an id of the tracker's choice and a time.
   *
   * @throws JobException {@code INVALID} for a retention above the limit
   */
  JobDraft draft(JobLimits limits) {
    Duration kept = retention == null ? limits.retention() : Duration.ofSeconds(retention);
    if (retention != null && kept.compareTo(limits.maxRetention()) > 0) {
      String rule = "must be at most " + limits.maxRetention().toSeconds() + " seconds";
      throw JobException.invalid("retention", rule, retention);
    }
    long heartbeat =
        heartbeatTimeout == null ? limits.heartbeatTimeout().toSeconds() : heartbeatTimeout;
    JobDraft draft = new JobDraft(taskId == null ? "" : taskId, type);
    draft.title = title;
    draft.labels = labels;
    draft.total = JobDraft.orNaN(total);
    draft.unit = unit;
    draft.heartbeatTimeout = (int) heartbeat;
    draft.retentionMillis = (int) kept.toMillis();
    return draft;
  }
}
