package dev.jobtracker.wire;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.job.Patch;
import dev.jobtracker.job.Scope;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of what callers ask for (contract, section 4), read strictly and written for the typed
 * client. Reading refuses with {@link JobException}s of kind {@code INVALID} or {@code TOO_LARGE}.
 */
public final class RequestJson {
  private static final Set<String> CREATE_KEYS =
      Set.of(
          Keys.TYPE,
          Keys.TASK_ID,
          Keys.TITLE,
          Keys.LABELS,
          Keys.TOTAL,
          Keys.UNIT,
          Keys.HEARTBEAT_TIMEOUT,
          Keys.LOST_AFTER,
          Keys.RETENTION,
          Keys.STATUS,
          Keys.PROGRESS,
          Keys.DONE,
          Keys.CURRENT_STEP,
          Keys.RESULT);
  private static final Set<String> UPDATE_KEYS =
      Set.of(
          Keys.TASK_ID,
          Keys.STATUS,
          Keys.PROGRESS,
          Keys.DONE,
          Keys.ADD,
          Keys.TOTAL,
          Keys.UNIT,
          Keys.CURRENT_STEP,
          Keys.RESULT,
          Keys.ERROR,
          Keys.IF_REVISION);

  private static final Set<String> SCOPE_KEYS = Set.of(Keys.JOB, Keys.LABELS);
  private static final Set<String> TASK_KEYS = Set.of(Keys.TASK_ID);
  private static final Set<String> CANCEL_KEYS = Set.of(Keys.TASK_ID, Keys.REASON);

  private RequestJson() {}

  /**
   * Reads the body of a create, whose result may have this many bytes as JSON; null means left out.
   */
  public static NewJob readNewJob(JsonObject body, int maxResultBytes) {
    Fields fields = Fields.of(body, CREATE_KEYS);
    return new NewJob(
        fields.needString(Keys.TYPE),
        fields.string(Keys.TASK_ID),
        fields.string(Keys.TITLE),
        fields.strings(Keys.LABELS),
        fields.number(Keys.TOTAL),
        fields.string(Keys.UNIT),
        fields.seconds(Keys.HEARTBEAT_TIMEOUT, NewJob.MAX_SECONDS),
        fields.seconds(Keys.LOST_AFTER, NewJob.MAX_LOST_AFTER),
        fields.seconds(Keys.RETENTION, NewJob.MAX_SECONDS),
        firstState(fields, maxResultBytes));
  }

  private static JobUpdate firstState(Fields fields, int maxResultBytes) {
    String status = fields.string(Keys.STATUS);
    return new JobUpdate(
        status == null ? null : Fields.status(status),
        fields.numberPatch(Keys.PROGRESS),
        fields.numberPatch(Keys.DONE),
        null,
        Patch.keep(),
        Patch.keep(),
        fields.string(Keys.CURRENT_STEP),
        result(fields, maxResultBytes),
        null,
        null);
  }

  /** Writes the body of a create. */
  public static JsonObject write(NewJob job) {
    JsonObject body = new JsonObject().put(Keys.TYPE, job.type());
    putUnlessNull(body, Keys.TASK_ID, job.taskId());
    putUnlessNull(body, Keys.TITLE, job.title());
    putUnlessNull(body, Keys.TOTAL, JobJson.number(job.total()));
    putUnlessNull(body, Keys.UNIT, job.unit());
    putUnlessNull(body, Keys.HEARTBEAT_TIMEOUT, job.heartbeatTimeout());
    putUnlessNull(body, Keys.LOST_AFTER, job.lostAfter());
    putUnlessNull(body, Keys.RETENTION, job.retention());
    putState(body, job.firstState());
    if (!job.labels().isEmpty()) {
      body.put(Keys.LABELS, writeLabels(job.labels()));
    }
    return body;
  }

  /** Reads the id that every verb on one job carries. */
  public static String readTaskId(JsonObject body) {
    return Fields.of(body, TASK_KEYS).needString(Keys.TASK_ID);
  }

  /** Writes the body of a verb that carries an id only. */
  public static JsonObject writeTaskId(String taskId) {
    return new JsonObject().put(Keys.TASK_ID, taskId);
  }

  /** What the body of an update or of a cancel carries beside the id. */
  public record Addressed<T>(String taskId, T request) {}

  /** Reads the body of an update, whose result may have this many bytes as JSON. */
  public static Addressed<JobUpdate> readUpdate(JsonObject body, int maxResultBytes) {
    Fields fields = Fields.of(body, UPDATE_KEYS);
    String taskId = fields.needString(Keys.TASK_ID);
    fields.refuseNull(Keys.STATUS);
    fields.refuseNull(Keys.ADD);
    fields.refuseNull(Keys.CURRENT_STEP);
    fields.refuseNull(Keys.IF_REVISION);
    String status = fields.string(Keys.STATUS);
    JobUpdate update =
        new JobUpdate(
            status == null ? null : Fields.status(status),
            fields.numberPatch(Keys.PROGRESS),
            fields.numberPatch(Keys.DONE),
            fields.number(Keys.ADD),
            fields.numberPatch(Keys.TOTAL),
            fields.stringPatch(Keys.UNIT),
            fields.string(Keys.CURRENT_STEP),
            result(fields, maxResultBytes),
            fields.string(Keys.ERROR),
            fields.integer(Keys.IF_REVISION));
    return new Addressed<>(taskId, update);
  }

  private static Patch<String> result(Fields fields, int maxBytes) {
    if (!fields.has(Keys.RESULT)) {
      return Patch.keep();
    }
    Object value = fields.get(Keys.RESULT);
    if (value == null) {
      return Patch.clear();
    }
    return Patch.to(JsonText.result(value, maxBytes));
  }

  /** Writes the body of an update. */
  public static JsonObject write(String taskId, JobUpdate update) {
    JsonObject body = writeTaskId(taskId);
    putState(body, update);
    putUnlessNull(body, Keys.ADD, update.add());
    putIfCarried(body, Keys.TOTAL, update.total());
    putIfCarried(body, Keys.UNIT, update.unit());
    putUnlessNull(body, Keys.ERROR, update.error());
    putUnlessNull(body, Keys.IF_REVISION, update.ifRevision());
    return body;
  }

  /** Puts what both a create and an update may say of the job's state. */
  private static void putState(JsonObject body, JobUpdate update) {
    if (update.status() != null) {
      body.put(Keys.STATUS, update.status().text());
    }
    putIfCarried(body, Keys.PROGRESS, update.progress());
    putIfCarried(body, Keys.DONE, update.done());
    putUnlessNull(body, Keys.CURRENT_STEP, update.currentStep());
    if (update.result().isCarried()) {
      String text = update.result().applyTo(null);
      body.put(Keys.RESULT, text == null ? null : Json.read(text));
    }
  }

  /** Reads the body of a cancel; the reason is null where none was given. */
  public static Addressed<@Nullable String> readCancel(JsonObject body) {
    Fields fields = Fields.of(body, CANCEL_KEYS);
    return new Addressed<>(fields.needString(Keys.TASK_ID), fields.string(Keys.REASON));
  }

  /** Writes the body of a cancel. */
  public static JsonObject writeCancel(String taskId, @Nullable String reason) {
    JsonObject body = writeTaskId(taskId);
    putUnlessNull(body, Keys.REASON, reason);
    return body;
  }

  /**
   * Reads what a caller may see, {@code {"job": id}} or {@code {"labels": {…}}}; null stands for
   * every job.
   */
  public static Scope readScope(@Nullable String json) {
    if (json == null) {
      return Scope.ALL;
    }
    Fields fields = Fields.of(new JsonObject(json), SCOPE_KEYS);
    return new Scope(fields.string(Keys.JOB), fields.strings(Keys.LABELS));
  }

  /** Writes what a caller may see, who may not see every job. */
  public static String write(Scope scope) {
    JsonObject json = new JsonObject();
    putUnlessNull(json, Keys.JOB, scope.taskId());
    if (!scope.labels().isEmpty()) {
      json.put(Keys.LABELS, writeLabels(scope.labels()));
    }
    return json.encode();
  }

  /** Writes labels. */
  public static JsonObject writeLabels(Map<String, String> labels) {
    return new JsonObject(new LinkedHashMap<>(labels));
  }

  /** Checks the body of a verb that takes nothing. */
  public static void readNothing(JsonObject body) {
    Fields.of(body, Set.of());
  }

  static void putUnlessNull(JsonObject body, String key, @Nullable Object value) {
    if (value != null) {
      body.put(key, value);
    }
  }

  private static void putIfCarried(JsonObject body, String key, Patch<?> change) {
    if (change.isCarried()) {
      body.put(key, change.applyTo(null));
    }
  }
}
