package dev.jobtracker.client;

/**
 * A failure whose message is made for people: a job that it ends shows the message alone, where any
 * other exception is told with its name and its causes (contract, section 6).
 */
public class JobFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates a failure with the sentence that the job shows as its error. */
  public JobFailure(String message) {
    super(message);
  }

  /** Creates a failure with the sentence that the job shows, and a cause that only logs show. */
  public JobFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
