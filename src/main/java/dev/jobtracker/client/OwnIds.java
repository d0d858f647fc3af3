package dev.jobtracker.client;

import dev.jobtracker.job.NewJob;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Gives a new job an id of the client's own, so that its create may be retried. The suffix has 16
 * digits: with the tracker's 8 a client that cannot see what lives would now and then meet the job
 * of somebody else and take it for its own.
 */
public final class OwnIds {
  private static final int SUFFIX_BYTES = 8;

  /** Read as it is where there is one: what Java puts before it takes 20 ms to load. */
  private static final String RANDOM_SOURCE = "/dev/urandom";

  private OwnIds() {}

  /** Returns the job with an id of its own, unless it names one. */
  public static NewJob named(NewJob job) {
    if (job.taskId() != null) {
      return job;
    }
    String suffix = HexFormat.of().formatHex(random());
    return job.withTaskId(job.type().concat("_").concat(suffix));
  }

  private static byte[] random() {
    try (InputStream source = new FileInputStream(RANDOM_SOURCE)) {
      byte[] bytes = source.readNBytes(SUFFIX_BYTES);
      if (bytes.length == SUFFIX_BYTES) {
        return bytes;
      }
    } catch (IOException elsewhere) {
      // Java has a source of its own.
    }
    byte[] bytes = new byte[SUFFIX_BYTES];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
