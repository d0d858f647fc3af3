package dev.jobtracker.wire;

import dev.jobtracker.job.DurationHistogram;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobPage;
import dev.jobtracker.job.JobStats;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.JobTraits;
import dev.jobtracker.job.Removal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON of what the tracker answers: jobs, pages and stats (contract, sections 1 and 4). */
public final class JobJson {
  /** Up to here every whole number is exact as a double, so it is shown without a fraction. */
  private static final double LARGEST_WHOLE = 1L << 53;

  private JobJson() {}

  /** Returns the job with every key. */
  public static JsonObject write(Job job) {
    return new JsonObject(new JobView(job, true));
  }

  /** Returns the job as lists and filtered streams show it. */
  public static JsonObject writeWithoutResult(Job job) {
    return new JsonObject(new JobView(job, false));
  }

  /** Returns this job's JSON without its result, where it shows one. */
  public static JsonObject withoutResult(JsonObject job) {
    JobView view = JobView.of(job);
    if (view != null) {
      return writeWithoutResult(view.job());
    }
    JsonObject lean = new JsonObject(new LinkedHashMap<>(job.getMap()));
    lean.remove(Keys.RESULT);
    return lean;
  }

  /** Returns the page. */
  public static JsonObject write(JobPage page) {
    JsonArray jobs = new JsonArray();
    page.jobs().forEach(job -> jobs.add(writeWithoutResult(job)));
    return new JsonObject().put(Keys.JOBS, jobs).put(Keys.NEXT_PAGE_TOKEN, page.nextPageToken());
  }

  /** Returns the numbers; those of a part of the jobs have no counters. */
  public static JsonObject write(JobStats stats) {
    JsonObject byType = new JsonObject();
    stats.byType().forEach((type, counts) -> byType.put(type, counts(counts)));
    JsonObject json =
        new JsonObject()
            .put(Keys.TOTAL, stats.total())
            .put(Keys.BY_STATUS, counts(stats.byStatus()))
            .put(Keys.BY_TYPE, byType)
            .put(Keys.STALLED, stats.stalled());
    if (!stats.counters().isEmpty()) {
      JsonObject counters = new JsonObject();
      stats.counters().forEach(counters::put);
      json.put(Keys.COUNTERS, counters);
    }
    return json;
  }

  /** Returns the numbers and how long jobs take, which is for measuring rather than for callers. */
  public static JsonObject writeWithDurations(JobStats stats) {
    JsonObject durations = new JsonObject();
    stats.durations().forEach((status, took) -> durations.put(status.text(), histogram(took)));
    return write(stats)
        .put(Keys.DURATIONS, durations)
        .put(Keys.RUNNING_AGES, histogram(stats.runningAges()));
  }

  private static JsonObject histogram(DurationHistogram durations) {
    return new JsonObject()
        .put(Keys.COUNT, durations.count())
        .put(Keys.SECONDS, durations.seconds())
        .put(Keys.BOUNDS, new JsonArray(DurationHistogram.BOUNDS))
        .put(Keys.UP_TO, new JsonArray(durations.upTo()));
  }

  /** Returns how many jobs a clear forgot. */
  public static JsonObject writeCleared(int count) {
    return new JsonObject().put(Keys.CLEARED, count);
  }

  /** Returns that a job was forgotten, and why. */
  public static JsonObject writeRemoval(String taskId, Removal reason) {
    return new JsonObject().put(Keys.TASK_ID, taskId).put(Keys.REASON, reason.text());
  }

  private static JsonObject counts(Map<JobStatus, Integer> byStatus) {
    JsonObject json = new JsonObject();
    for (JobStatus status : JobStatus.values()) {
      json.put(status.text(), byStatus.getOrDefault(status, 0));
    }
    return json;
  }

  /**
   * Reads a job that a tracker answered or published, with or without its result.
   *
   * @throws dev.jobtracker.job.JobException {@code INVALID} for what no tracker writes
   */
  public static Job read(JsonObject json) {
    JobView view = JobView.of(json);
    if (view != null && (view.withResult() || view.job().result() == null)) {
      return view.job();
    }
    Fields fields = Fields.of(json);
    Object result = json.getValue(Keys.RESULT);
    return Job.builder(fields.needString(Keys.TASK_ID), fields.needString(Keys.TYPE))
        .title(fields.string(Keys.TITLE))
        .labels(fields.strings(Keys.LABELS))
        .status(Fields.status(fields.needString(Keys.STATUS)))
        .progress(fields.number(Keys.PROGRESS))
        .counts(fields.number(Keys.DONE), fields.number(Keys.TOTAL))
        .unit(fields.string(Keys.UNIT))
        .currentStep(fields.needString(Keys.CURRENT_STEP))
        .result(result == null ? null : JsonText.text(result, 1))
        .error(fields.string(Keys.ERROR))
        .cancel(
            fields.flag(Keys.CANCEL_REQUESTED) == Boolean.TRUE, fields.string(Keys.CANCEL_REASON))
        .stalled(fields.flag(Keys.STALLED) == Boolean.TRUE)
        .heartbeatTimeout((int) fields.needInteger(Keys.HEARTBEAT_TIMEOUT))
        .lostAfter((int) fields.needInteger(Keys.LOST_AFTER))
        .revision(fields.needInteger(Keys.REVISION))
        .createdAt(fields.needInstant(Keys.CREATED_AT))
        .updatedAt(fields.needInstant(Keys.UPDATED_AT))
        .startedAt(fields.instant(Keys.STARTED_AT))
        .finishedAt(fields.instant(Keys.FINISHED_AT))
        .expiresAt(fields.instant(Keys.EXPIRES_AT))
        .build();
  }

  /** Returns the job that this JSON shows whole and unchanged, or null for any other JSON. */
  public static @Nullable Job shown(JsonObject json) {
    JobView view = JobView.of(json);
    return view == null || !view.withResult() ? null : view.job();
  }

  /** Returns whether a job that a tracker answered or published has ended for good. */
  public static boolean isTerminal(JsonObject job) {
    JobView view = JobView.of(job);
    JobStatus status =
        view != null ? view.job().status() : Fields.status(Fields.of(job).needString(Keys.STATUS));
    return status.isTerminal();
  }

  /**
   * Returns when a job that a tracker answered or published was created, in microseconds since
   * 1970.
   */
  public static long createdAtMicros(JsonObject job) {
    JobView view = JobView.of(job);
    if (view != null) {
      return view.job().createdAtMicros();
    }
    String text = Fields.of(job).needString(Keys.CREATED_AT);
    try {
      return Timestamps.micros(text);
    } catch (DateTimeException e) {
      throw JobException.invalid(Keys.CREATED_AT, "must be a time as trackers write it", text);
    }
  }

  /** Reads what filters look at from a job that a tracker published. */
  public static JobTraits readTraits(JsonObject json) {
    JobView view = JobView.of(json);
    if (view != null) {
      Job job = view.job();
      return new JobTraits(job.type(), job.labels(), job.status(), job.stalled());
    }
    Fields fields = Fields.of(json);
    return new JobTraits(
        fields.needString(Keys.TYPE),
        fields.strings(Keys.LABELS),
        Fields.status(fields.needString(Keys.STATUS)),
        fields.flag(Keys.STALLED) == Boolean.TRUE);
  }

  /** Shows 312.0 of 900.0 files as 312 of 900. */
  static @Nullable Number number(@Nullable Double value) {
    if (value == null || value != Math.rint(value) || Math.abs(value) > LARGEST_WHOLE) {
      return value;
    }
    return value.longValue();
  }
}
