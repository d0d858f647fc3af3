package dev.jobtracker.wire;

/**
 * What a client may ask of the WebSocket door at the upgrade, beside the rules of contract section
 * 8, which hold for who asks for nothing.
 */
public final class UpgradeHeaders {
  /** The header; its value is one of the wishes below or both, parted by a comma. */
  public static final String EXTRAS = "Job-Tracker-Extras";

  /**
   * The answer to {@code jobs.create} carries, beside {@code result}, a member {@code created}:
   * whether the create made the job or found one of its own id.
   */
  public static final String CREATED = "created";

  /** What a watch of a filter tells carries results too. */
  public static final String RESULTS = "results";

  private UpgradeHeaders() {}
}
