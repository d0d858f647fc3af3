package dev.jobtracker.client;

import dev.jobtracker.job.NewJob;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Gives a new job an id of the client's own, so that its create may be retried. The suffix has 16
 * digits: with the tracker's 8 a client that cannot see what lives would now and then meet the job
 * of somebody else and take it for its own.
 */
public final class OwnIds {
  private static final int SUFFIX_BYTES = 8;
  private static final SecureRandom RANDOM = new SecureRandom();

  private OwnIds() {}

  /** Returns the job with an id of its own, unless it names one. */
  public static NewJob named(NewJob job) {
    if (job.taskId() != null) {
      return job;
    }
    byte[] suffix = new byte[SUFFIX_BYTES];
    RANDOM.nextBytes(suffix);
    return job.withTaskId(job.type() + "_" + HexFormat.of().formatHex(suffix));
  }
}
