package dev.jobtracker.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.jobtracker.job.Job;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A job as the map behind a {@link JsonObject}, made only as far as somebody looks. Most answers to
 * updates are never looked at, and most publications are only written out as text; so the tracker,
 * which is one thread, does not spend its time on them. The first look at all keys, or the first
 * change, makes a map of the reader's own. A reader notices nothing but that a copy of the {@code
 * JsonObject} has its keys in another order.
 */
final class JobView extends AbstractMap<String, Object> {
  private record Field(SerializedString name, Function<Job, @Nullable Object> value) {}

  /** The keys of a job in the order in which they are shown. */
  private static final Map<String, Field> FIELDS = new LinkedHashMap<>();

  /** Room for every key of a job, so that its map never grows. */
  private static final int MAP_CAPACITY = 48;

  static {
    field(Keys.TASK_ID, Job::taskId);
    field(Keys.TYPE, Job::type);
    field(Keys.TITLE, Job::title);
    field(Keys.LABELS, job -> new LinkedHashMap<>(job.labels()));
    field(Keys.STATUS, job -> job.status().text());
    field(Keys.PROGRESS, Job::progress);
    field(Keys.DONE, job -> JobJson.number(job.done()));
    field(Keys.TOTAL, job -> JobJson.number(job.total()));
    field(Keys.UNIT, Job::unit);
    field(Keys.CURRENT_STEP, Job::currentStep);
    field(Keys.RESULT, job -> job.result() == null ? null : Json.read(job.result()));
    field(Keys.ERROR, Job::error);
    field(Keys.CANCEL_REQUESTED, Job::cancelRequested);
    field(Keys.CANCEL_REASON, Job::cancelReason);
    field(Keys.STALLED, Job::stalled);
    field(Keys.HEARTBEAT_TIMEOUT, Job::heartbeatTimeout);
    field(Keys.LOST_AFTER, Job::lostAfter);
    field(Keys.REVISION, Job::revision);
    field(Keys.CREATED_AT, job -> Timestamps.text(job.createdAt()));
    field(Keys.UPDATED_AT, job -> Timestamps.text(job.updatedAt()));
    field(Keys.STARTED_AT, job -> Timestamps.text(job.startedAt()));
    field(Keys.FINISHED_AT, job -> Timestamps.text(job.finishedAt()));
    field(Keys.EXPIRES_AT, job -> Timestamps.text(job.expiresAt()));
  }

  private final Job job;
  private final boolean withResult;
  private @Nullable Map<String, Object> own;

  JobView(Job job, boolean withResult) {
    this.job = job;
    this.withResult = withResult;
  }

  private static void field(String name, Function<Job, @Nullable Object> value) {
    FIELDS.put(name, new Field(new SerializedString(name), value));
  }

  /** Returns the view behind this JSON as long as it shows a job as it is, else null. */
  static @Nullable JobView of(JsonObject json) {
    return json.getMap() instanceof JobView view && view.own == null ? view : null;
  }

  Job job() {
    return job;
  }

  boolean withResult() {
    return withResult;
  }

  private boolean has(Object key) {
    return FIELDS.containsKey(key) && (withResult || !key.equals(Keys.RESULT));
  }

  /** Returns the map that belongs to the reader, which may change it. */
  private Map<String, Object> own() {
    if (own == null) {
      Map<String, Object> map = new LinkedHashMap<>(MAP_CAPACITY);
      FIELDS.forEach(
          (key, field) -> {
            if (has(key)) {
              map.put(key, field.value().apply(job));
            }
          });
      own = map;
    }
    return own;
  }

  @Override
  public @Nullable Object get(Object key) {
    // What can itself be changed must be the same object at every look.
    if (own != null || Keys.LABELS.equals(key) || Keys.RESULT.equals(key)) {
      return own().get(key);
    }
    Field field = FIELDS.get(key);
    return field == null ? null : field.value().apply(job);
  }

  @Override
  public boolean containsKey(Object key) {
    return own == null ? has(key) : own.containsKey(key);
  }

  @Override
  public int size() {
    return own().size();
  }

  @Override
  public @Nullable Object put(String key, Object value) {
    return own().put(key, value);
  }

  @Override
  public @Nullable Object remove(Object key) {
    return own().remove(key);
  }

  @Override
  public Set<Entry<String, Object>> entrySet() {
    return own().entrySet();
  }

  /**
   * Writes the job as one JSON object; to be asked only of a view that shows it as it is. It does
   * without {@link JsonText}, which writes anything: the compiler would make 50 KB of machine code
   * of the two, for most of a second of a core, in the first seconds of the process.
   */
  void write(JsonGenerator out) throws IOException {
    out.writeStartObject();
    for (Map.Entry<String, Field> entry : FIELDS.entrySet()) {
      String key = entry.getKey();
      if (key.equals(Keys.LABELS)) {
        writeLabels(out, entry.getValue());
      } else if (key.equals(Keys.RESULT)) {
        writeResult(out, entry.getValue());
      } else {
        out.writeFieldName(entry.getValue().name());
        write(out, entry.getValue().value().apply(job));
      }
    }
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, @Nullable Object value) throws IOException {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof String text) {
      out.writeString(Json.wellFormed(text));
    } else if (value instanceof Boolean flag) {
      out.writeBoolean(flag);
    } else if (value instanceof Double number) {
      out.writeNumber(Json.finite(number));
    } else {
      out.writeNumber(((Number) value).longValue());
    }
  }

  private void writeLabels(JsonGenerator out, Field field) throws IOException {
    out.writeFieldName(field.name());
    out.writeStartObject();
    for (Map.Entry<String, String> label : job.labels().entrySet()) {
      out.writeFieldName(Json.wellFormed(label.getKey()));
      out.writeString(Json.wellFormed(label.getValue()));
    }
    out.writeEndObject();
  }

  /** A result is kept as JSON text, so it is neither read nor written anew. */
  private void writeResult(JsonGenerator out, Field field) throws IOException {
    if (withResult) {
      out.writeFieldName(field.name());
      if (job.result() == null) {
        out.writeNull();
      } else {
        out.writeRawValue(job.result());
      }
    }
  }
}
