package dev.jobtracker.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobBuilder;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.wire.Keys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of a job's row: JSON in UTF-8 with the keys of the contract, without what has a column
 * of its own. Of the result it says only whether there is one, so that a result whose row was lost
 * is missed. A key that is null or false is left out. Times are microseconds since 1970, which are
 * read in a tenth of the time that a text takes.
 */
final class StoredBody {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int FIRST_BLOCK = 500;

  private StoredBody() {}

  static byte[] write(Job job) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder(FIRST_BLOCK);
        JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      writeFixed(job, out);
      writeState(job, out);
      writeTimes(job, out);
      out.writeEndObject();
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
  }

  private static void writeFixed(Job job, JsonGenerator out) throws IOException {
    out.writeStringField(Keys.TYPE, job.type());
    text(out, Keys.TITLE, job.title());
    if (!job.labels().isEmpty()) {
      out.writeObjectFieldStart(Keys.LABELS);
      for (Map.Entry<String, String> label : job.labels().entrySet()) {
        out.writeStringField(label.getKey(), label.getValue());
      }
      out.writeEndObject();
    }
    out.writeNumberField(Keys.HEARTBEAT_TIMEOUT, job.heartbeatTimeout());
    out.writeNumberField(Keys.LOST_AFTER, job.lostAfter());
  }

  private static void writeState(Job job, JsonGenerator out) throws IOException {
    out.writeStringField(Keys.STATUS, job.status().text());
    number(out, Keys.PROGRESS, job.progress());
    number(out, Keys.DONE, job.done());
    number(out, Keys.TOTAL, job.total());
    text(out, Keys.UNIT, job.unit());
    out.writeStringField(Keys.CURRENT_STEP, job.currentStep());
    flag(out, Keys.RESULT, job.result() != null);
    text(out, Keys.ERROR, job.error());
    flag(out, Keys.CANCEL_REQUESTED, job.cancelRequested());
    text(out, Keys.CANCEL_REASON, job.cancelReason());
    flag(out, Keys.STALLED, job.stalled());
  }

  private static void writeTimes(Job job, JsonGenerator out) throws IOException {
    out.writeNumberField(Keys.UPDATED_AT, micros(job.updatedAt()));
    time(out, Keys.STARTED_AT, job.startedAt());
    time(out, Keys.FINISHED_AT, job.finishedAt());
  }

  private static void text(JsonGenerator out, String key, @Nullable String text)
      throws IOException {
    if (text != null) {
      out.writeStringField(key, text);
    }
  }

  private static void number(JsonGenerator out, String key, @Nullable Double number)
      throws IOException {
    if (number != null) {
      out.writeNumberField(key, number);
    }
  }

  private static void flag(JsonGenerator out, String key, boolean flag) throws IOException {
    if (flag) {
      out.writeBooleanField(key, true);
    }
  }

  private static void time(JsonGenerator out, String key, @Nullable Instant time)
      throws IOException {
    if (time != null) {
      out.writeNumberField(key, micros(time));
    }
  }

  static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /**
   * Returns the job of a row.
   *
   * @throws IOException for a body that no tracker of this format wrote
   * @throws dev.jobtracker.job.JobException for values that cannot stand in one record
   */
  static Job read(StoredRow row, byte @Nullable [] result) throws IOException {
    try (JsonParser parser = JSON.createParser(row.body())) {
      parser.nextToken();
      if (!Keys.TYPE.equals(parser.nextFieldName())) {
        throw new IOException("the first key of a body must be " + Keys.TYPE);
      }
      JobBuilder job = Job.builder(row.taskId(), parser.nextTextValue());
      Fields fields = new Fields(parser, job);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        parser.nextToken();
        fields.read(key);
      }
      if (fields.hasResult != (result != null)) {
        throw new IOException("the result of a job is missing, or is another one's");
      }
      job.cancel(fields.cancelRequested, fields.cancelReason);
      job.counts(fields.done, fields.total).progress(fields.progress);
      job.revision(row.revision()).createdAt(instant(row.createdAt()));
      job.retentionMillis(Math.toIntExact(row.retention()));
      job.result(result == null ? null : new String(result, StandardCharsets.UTF_8));
      return job.build();
    }
  }

  /** Takes the keys in whatever order they come; those that belong together wait for each other. */
  private static final class Fields {
    private final JsonParser parser;
    private final JobBuilder job;
    private boolean hasResult;
    private boolean cancelRequested;
    private @Nullable String cancelReason;
    private @Nullable Double progress;
    private @Nullable Double done;
    private @Nullable Double total;

    Fields(JsonParser parser, JobBuilder job) {
      this.parser = parser;
      this.job = job;
    }

    void read(String key) throws IOException {
      switch (key) {
        case Keys.TITLE -> job.title(parser.getText());
        case Keys.LABELS -> job.labels(labels());
        case Keys.HEARTBEAT_TIMEOUT -> job.heartbeatTimeout(parser.getIntValue());
        case Keys.LOST_AFTER -> job.lostAfter(parser.getIntValue());
        case Keys.STATUS -> job.status(status(parser.getText()));
        case Keys.PROGRESS -> progress = parser.getDoubleValue();
        case Keys.DONE -> done = parser.getDoubleValue();
        case Keys.TOTAL -> total = parser.getDoubleValue();
        case Keys.UNIT -> job.unit(parser.getText());
        case Keys.CURRENT_STEP -> job.currentStep(parser.getText());
        case Keys.RESULT -> hasResult = parser.getBooleanValue();
        case Keys.ERROR -> job.error(parser.getText());
        case Keys.CANCEL_REQUESTED -> cancelRequested = parser.getBooleanValue();
        case Keys.CANCEL_REASON -> cancelReason = parser.getText();
        case Keys.STALLED -> job.stalled(parser.getBooleanValue());
        case Keys.UPDATED_AT -> job.updatedAt(instant(parser.getLongValue()));
        case Keys.STARTED_AT -> job.startedAt(instant(parser.getLongValue()));
        case Keys.FINISHED_AT -> job.finishedAt(instant(parser.getLongValue()));
        default -> throw new IOException("a body of this format has no key " + key);
      }
    }

    private static JobStatus status(String text) throws IOException {
      JobStatus status = JobStatus.of(text);
      if (status == null) {
        throw new IOException("no job has the status " + text);
      }
      return status;
    }

    private Map<String, String> labels() throws IOException {
      Map<String, String> labels = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        labels.put(parser.currentName(), parser.nextTextValue());
      }
      return labels;
    }
  }
}
