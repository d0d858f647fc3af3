package dev.jobtracker.job;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
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
 * @param lostAfter seconds without any update, 1 to 2,592,000, after which the job fails as lost;
 *     null = the tracker's default
 * @param retention seconds, 1 to 604,800, for which the ended job is kept; null = the default
 * @param firstState what the job is at once, by the rules of an update (contract, section 2): a
 *     status of pending or running, progress, done, a step and a result, and nothing else
 */
public record NewJob(
    String type,
    @Nullable String taskId,
    @Nullable String title,
    Map<String, String> labels,
    @Nullable Double total,
    @Nullable String unit,
    @Nullable Integer heartbeatTimeout,
    @Nullable Integer lostAfter,
    @Nullable Integer retention,
    JobUpdate firstState) {

  /** How many seconds a heartbeat timeout or a retention may have at most. */
  public static final int MAX_SECONDS = Rules.MAX_SECONDS;

  /** How many seconds a job may be without any update before it is lost, at most. */
  public static final int MAX_LOST_AFTER = Rules.MAX_LOST_AFTER;

  /** Checks every value. */
  public NewJob {
    Rules.type(type);
    Rules.ownTaskId(taskId, type);
    Rules.atMost("title", Rules.MAX_TITLE, title);
    labels = Rules.labels(labels);
    total = total == null ? null : (Double) Rules.count("total", total);
    Rules.atMost("unit", Rules.MAX_UNIT, unit);
    Rules.seconds("heartbeat_timeout", heartbeatTimeout);
    Rules.lostAfter(lostAfter);
    Rules.seconds("retention", retention);
    firstState = firstState(firstState);
  }

  /** In a create null means left out, so what clears a key says nothing here. */
  private static JobUpdate firstState(JobUpdate state) {
    JobStatus status = state.status();
    if (status != null && status.isTerminal()) {
      throw JobException.invalid(
          "status", "of a new job must be pending or running", status.text());
    }
    JobUpdate known =
        new JobUpdate(
            status,
            state.progress().unlessCleared(),
            state.done().unlessCleared(),
            null,
            Patch.keep(),
            Patch.keep(),
            state.currentStep(),
            state.result().unlessCleared(),
            null,
            null);
    boolean saysMore =
        state.add() != null
            || state.total().isCarried()
            || state.unit().isCarried()
            || state.error() != null
            || state.ifRevision() != null;
    if (saysMore) {
      throw new JobException(
          JobException.Kind.INVALID,
          "a first state has a status, progress, done, current_step and a result, and nothing else");
    }
    return known;
  }

  /** Returns a job of this type with nothing else said about it. */
  public static NewJob of(String type) {
    return new NewJob(
        type, null, null, Map.of(), null, null, null, null, null, JobUpdate.HEARTBEAT);
  }

  /** Returns this with the caller's own id. */
  public NewJob withTaskId(@Nullable String taskId) {
    return with(parts -> parts.taskId = taskId);
  }

  /** Returns this with a title. */
  public NewJob withTitle(@Nullable String title) {
    return with(parts -> parts.title = title);
  }

  /** Returns this with these labels in place of all others. */
  public NewJob withLabels(Map<String, String> labels) {
    return with(parts -> parts.labels = labels);
  }

  /** Returns this with how much there is to do, and of what. */
  public NewJob withTotal(@Nullable Double total, @Nullable String unit) {
    return with(
        parts -> {
          parts.total = total;
          parts.unit = unit;
        });
  }

  /** Returns this with seconds of silence after which the running job counts as stalled. */
  public NewJob withHeartbeatTimeout(@Nullable Integer seconds) {
    return with(parts -> parts.heartbeatTimeout = seconds);
  }

  /** Returns this with seconds without any update after which the job fails as lost. */
  public NewJob withLostAfter(@Nullable Integer seconds) {
    return with(parts -> parts.lostAfter = seconds);
  }

  /** Returns this with seconds for which the ended job is kept. */
  public NewJob withRetention(@Nullable Integer seconds) {
    return with(parts -> parts.retention = seconds);
  }

  /** Returns this with what the job is at once; {@link JobUpdate#HEARTBEAT} says nothing. */
  public NewJob withFirstState(JobUpdate firstState) {
    return with(parts -> parts.firstState = firstState);
  }

  private NewJob with(Consumer<Parts> change) {
    Parts parts = new Parts(this);
    change.accept(parts);
    return parts.build();
  }

  /** The values of a request while one of them changes. */
  private static final class Parts {
    private final String type;
    private @Nullable String taskId;
    private @Nullable String title;
    private Map<String, String> labels;
    private @Nullable Double total;
    private @Nullable String unit;
    private @Nullable Integer heartbeatTimeout;
    private @Nullable Integer lostAfter;
    private @Nullable Integer retention;
    private JobUpdate firstState;

    Parts(NewJob job) {
      type = job.type;
      taskId = job.taskId;
      title = job.title;
      labels = job.labels;
      total = job.total;
      unit = job.unit;
      heartbeatTimeout = job.heartbeatTimeout;
      lostAfter = job.lostAfter;
      retention = job.retention;
      firstState = job.firstState;
    }

    NewJob build() {
      return new NewJob(
          type,
          taskId,
          title,
          labels,
          total,
          unit,
          heartbeatTimeout,
          lostAfter,
          retention,
          firstState);
    }
  }

  /**
   * Returns the job that this asks for, still without an id of the tracker's choice and a time;
   * {@link JobLife#born} gives it both.
   *
   * @throws JobException {@code INVALID} for a retention above the limit
   */
  public Job asked(JobLimits limits) {
    JobDraft draft = new JobDraft(taskId == null ? "" : taskId, type);
    draft.title = title;
    draft.labels = labels;
    draft.total = JobDraft.orNaN(total);
    draft.unit = unit;
    draft.heartbeatTimeout = secondsOr(limits.heartbeatTimeout(), heartbeatTimeout);
    draft.lostAfter = secondsOr(limits.lostAfter(), lostAfter);
    draft.retentionMillis = retentionMillis(limits);
    return draft.apply(firstState).build();
  }

  private static int secondsOr(Duration usual, @Nullable Integer asked) {
    return asked == null ? Math.toIntExact(usual.toSeconds()) : asked;
  }

  private int retentionMillis(JobLimits limits) {
    Duration kept = retention == null ? limits.retention() : Duration.ofSeconds(retention);
    if (retention != null && kept.compareTo(limits.maxRetention()) > 0) {
      String rule = "must be at most " + limits.maxRetention().toSeconds() + " seconds";
      throw JobException.invalid("retention", rule, retention);
    }
    return (int) kept.toMillis();
  }
}
