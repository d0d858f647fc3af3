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

  /**
   * A header by which a node of the same tracker says who it is: its value is the secret that the
   * nodes share. A node is trusted as whoever is on the bus: its calls may carry a member {@code
   * scope}, what its removals tell has the labels, and it may clear.
   */
  public static final String NODE = "Job-Tracker-Node";

  /** The member of a node's call with the scope of who asked the node, as on the bus. */
  public static final String SCOPE = "scope";

  private UpgradeHeaders() {}
}
