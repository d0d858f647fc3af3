package dev.jobtracker.job;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An ended job as bytes:
 *
 * <pre>
 *   created_at 8, finished_at 8, retention 4, task_id 1 + its characters     read in place
 *   labels, status and what is there 2, small numbers, fractions, texts      read one after the other
 * </pre>
 *
 * <p>What a job does not have takes no room. An ended job was last changed when it ended, so it has
 * one time for both.
 */
public final class PackedJob {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final JobStatus[] STATUSES = JobStatus.values();
  private static final int FINISHED_AT = Long.BYTES;
  private static final int RETENTION = FINISHED_AT + Long.BYTES;
  private static final int ID_LENGTH = RETENTION + Integer.BYTES;
  private static final int ID = ID_LENGTH + 1;

  private static final int STATUS_BITS = 7;
  private static final int STARTED = 1 << 3;
  private static final int CANCEL_REQUESTED = 1 << 4;
  private static final int PROGRESS = 1 << 5;
  private static final int DONE = 1 << 6;
  private static final int TOTAL = 1 << 7;
  private static final int TITLE = 1 << 8;
  private static final int UNIT = 1 << 9;
  private static final int RESULT = 1 << 10;
  private static final int ERROR = 1 << 11;
  private static final int CANCEL_REASON = 1 << 12;
  private static final int COMPLETE = 1 << 13;

  private PackedJob() {}

  /** Returns when the job was created, in microseconds since 1970. */
  public static long createdAt(byte[] packed) {
    return (long) LONG.get(packed, 0);
  }

  /** Returns when the job ended, in microseconds since 1970. */
  public static long finishedAt(byte[] packed) {
    return (long) LONG.get(packed, FINISHED_AT);
  }

  /** Returns for how many milliseconds the job is kept. */
  public static int retentionMillis(byte[] packed) {
    return (int) INT.get(packed, RETENTION);
  }

  private static int idLength(byte[] packed) {
    return packed[ID_LENGTH] & 0xff;
  }

  /** Returns the job's id. */
  public static String taskId(byte[] packed) {
    return new String(packed, ID, idLength(packed), StandardCharsets.ISO_8859_1);
  }

  /** Returns whether the job has this id. */
  public static boolean hasId(byte[] packed, String taskId) {
    int length = idLength(packed);
    if (taskId.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (taskId.charAt(i) != packed[ID + i]) {
        return false;
      }
    }
    return true;
  }

  /** Returns the bytes of a job, with this result in the place of its own. */
  public static byte[] pack(Job job, @Nullable String result) {
    BytesOut out = new BytesOut();
    out.fixed(job.createdAt);
    out.fixed(job.finishedAt);
    out.fixed(job.retentionMillis);
    out.octet(job.taskId.length());
    out.latin1(job.taskId);
    packLabels(job.labels, out);
    int present = present(job, result);
    out.octet(present >> 8);
    out.octet(present);
    packNumbers(job, present, out);
    out.text(job.currentStep);
    out.textIf(job.title);
    out.textIf(job.unit);
    out.textIf(result);
    out.textIf(job.error);
    out.textIf(job.cancelReason);
    return out.bytes();
  }

  private static void packLabels(Map<String, String> labels, BytesOut out) {
    out.number(labels.size());
    labels.forEach(
        (key, value) -> {
          out.text(key);
          out.text(value);
        });
  }

  private static int present(Job job, @Nullable String result) {
    return job.status.ordinal()
        | (job.startedAt == Micros.NONE ? 0 : STARTED)
        | (job.cancelRequested ? CANCEL_REQUESTED : 0)
        | (job.progress == 1 ? COMPLETE : 0)
        | (Double.isNaN(job.progress) || job.progress == 1 ? 0 : PROGRESS)
        | (Double.isNaN(job.done) ? 0 : DONE)
        | (Double.isNaN(job.total) ? 0 : TOTAL)
        | (job.title == null ? 0 : TITLE)
        | (job.unit == null ? 0 : UNIT)
        | (result == null ? 0 : RESULT)
        | (job.error == null ? 0 : ERROR)
        | (job.cancelReason == null ? 0 : CANCEL_REASON);
  }

  private static void packNumbers(Job job, int present, BytesOut out) {
    out.number(job.revision);
    out.number(job.heartbeatTimeout);
    out.number(job.lostAfter);
    if ((present & STARTED) != 0) {
      out.number(job.startedAt - job.createdAt);
    }
    fractionIf(job.progress, present & PROGRESS, out);
    fractionIf(job.done, present & DONE, out);
    fractionIf(job.total, present & TOTAL, out);
  }

  private static void fractionIf(double value, int present, BytesOut out) {
    if (present != 0) {
      out.fixed(Double.doubleToRawLongBits(value));
    }
  }

  /** Returns the job; {@code longResult} is its result where that was left out. */
  public static Job unpack(byte[] packed, @Nullable String longResult) {
    String taskId = taskId(packed);
    JobDraft job = new JobDraft(taskId, taskId.substring(0, taskId.lastIndexOf('_')));
    job.createdAt = createdAt(packed);
    job.finishedAt = finishedAt(packed);
    job.updatedAt = job.finishedAt;
    job.retentionMillis = retentionMillis(packed);
    BytesIn in = new BytesIn(packed, ID + idLength(packed));
    job.labels = labels(in);
    int present = in.octet() << 8 | in.octet();
    job.status = STATUSES[present & STATUS_BITS];
    job.cancelRequested = (present & CANCEL_REQUESTED) != 0;
    unpackNumbers(job, present, in);
    job.currentStep = in.text();
    job.title = in.textIf(present & TITLE);
    job.unit = in.textIf(present & UNIT);
    String result = in.textIf(present & RESULT);
    job.result = longResult == null ? result : longResult;
    job.error = in.textIf(present & ERROR);
    job.cancelReason = in.textIf(present & CANCEL_REASON);
    return job.build();
  }

  private static void unpackNumbers(JobDraft job, int present, BytesIn in) {
    job.revision = in.number();
    job.heartbeatTimeout = (int) in.number();
    job.lostAfter = (int) in.number();
    job.startedAt = (present & STARTED) == 0 ? Micros.NONE : job.createdAt + in.number();
    job.progress = (present & COMPLETE) != 0 ? 1 : in.fractionIf(present & PROGRESS);
    job.done = in.fractionIf(present & DONE);
    job.total = in.fractionIf(present & TOTAL);
  }

  /** Returns the job's labels. */
  public static Map<String, String> labels(byte[] packed) {
    return labels(new BytesIn(packed, ID + idLength(packed)));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Map<String, String> labels(BytesIn in) {
    Map.Entry[] labels = new Map.Entry[(int) in.number()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = Map.entry(in.text(), in.text());
    }
    return labels.length == 0 ? Map.of() : Map.ofEntries(labels);
  }
}
