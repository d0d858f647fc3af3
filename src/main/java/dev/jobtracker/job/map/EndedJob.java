package dev.jobtracker.job.map;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.Micros;
import dev.jobtracker.job.PackedJob;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job that has ended, as one array of bytes, made into a {@link Job} again for who asks. Most of
 * the jobs that a tracker holds are of this kind.
 */
final class EndedJob extends Entry {
  /** A longer result stays as it is: to copy it at every look would cost more than it saves. */
  private static final int LONGEST_PACKED_RESULT = 1_000;

  private final byte[] packed;
  private final @Nullable String longResult;

  EndedJob(Job job) {
    boolean isLong = job.result() != null && job.result().length() > LONGEST_PACKED_RESULT;
    longResult = isLong ? job.result() : null;
    packed = PackedJob.pack(job, isLong ? null : job.result());
  }

  @Override
  Job job() {
    return PackedJob.unpack(packed, longResult);
  }

  @Override
  String taskId() {
    return PackedJob.taskId(packed);
  }

  @Override
  boolean hasId(String taskId) {
    return PackedJob.hasId(packed, taskId);
  }

  @Override
  long createdAt() {
    return PackedJob.createdAt(packed);
  }

  @Override
  Map<String, String> labels() {
    return PackedJob.labels(packed);
  }

  long finishedAt() {
    return PackedJob.finishedAt(packed);
  }

  long expiresAt() {
    return finishedAt() + PackedJob.retentionMillis(packed) * Micros.PER_MILLI;
  }
}
