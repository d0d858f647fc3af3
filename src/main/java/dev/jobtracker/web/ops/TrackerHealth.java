package dev.jobtracker.web.ops;

import dev.jobtracker.config.StoreConfig;
import dev.jobtracker.web.limit.TrackerGateway;
import dev.jobtracker.wire.Addresses;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Asks the tracker how it is; where it does not answer, says what the configuration says. */
public final class TrackerHealth {
  /**
   * How the tracker is.
   *
   * @param ready whether reads and changes would be answered now
   * @param role {@code alone}, {@code active} or {@code standby}
   * @param store {@code memory}, {@code file} or {@code postgresql}
   */
  record Health(boolean ready, String role, String store) {}

  /** The role of a node that lets another one answer. */
  static final String STANDBY = "standby";

  private static final String UP = "up";
  private static final String ROLE = "role";
  private static final String STORE = "store";

  private final TrackerGateway tracker;
  private final Health silent;

  public TrackerHealth(TrackerGateway tracker, StoreConfig config) {
    this.tracker = tracker;
    String kept = config.file() == null ? "memory" : "file";
    this.silent =
        config.url() == null
            ? new Health(false, "alone", kept)
            : new Health(false, STANDBY, "postgresql");
  }

  /** Returns how the tracker is now; never fails. */
  Future<Health> ask() {
    return tracker
        .probe(Addresses.HEALTH, new JsonObject())
        .map(
            answer ->
                new Health(answer.getBoolean(UP), answer.getString(ROLE), answer.getString(STORE)))
        .otherwise(silent);
  }
}
