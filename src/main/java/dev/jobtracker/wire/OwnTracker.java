package dev.jobtracker.wire;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;

/**
 * Whether a Vert.x instance has a tracker of its own. On a clustered bus its web doors must ask
 * that one, and not any: health and role are its own, and what another node forwards must not come
 * back to that node. Safe on any thread.
 */
public final class OwnTracker {
  private static final String MAP = "jobtracker.tracker";
  private static final String CLAIMED = "claimed";
  private static final String LISTENING = "listening";

  private OwnTracker() {}

  /** Says that there is one; returns false where there is one already. */
  public static boolean claim(Vertx vertx) {
    return vertx.sharedData().getLocalMap(MAP).putIfAbsent(CLAIMED, true) == null;
  }

  /** Takes back a {@link #claim}. */
  public static void disclaim(Vertx vertx) {
    vertx.sharedData().getLocalMap(MAP).remove(CLAIMED);
  }

  /**
   * Says whether it hears a {@link Batch} from now on. Another class loader has another class of
   * this name, which would not be understood.
   */
  public static void listens(Vertx vertx, boolean listens) {
    if (listens) {
      vertx.sharedData().getLocalMap(MAP).put(LISTENING, System.identityHashCode(Batch.class));
    } else {
      vertx.sharedData().getLocalMap(MAP).remove(LISTENING);
    }
  }

  /** Returns whether there is one that hears a {@link Batch}. */
  public static boolean isListening(Vertx vertx) {
    Object hears = vertx.sharedData().getLocalMap(MAP).get(LISTENING);
    return hears instanceof Integer kind && kind == System.identityHashCode(Batch.class);
  }

  /** Returns the options of a question that goes to the own tracker, where there is one. */
  public static DeliveryOptions first(Vertx vertx, DeliveryOptions options) {
    boolean own = vertx.isClustered() && vertx.sharedData().getLocalMap(MAP).containsKey(CLAIMED);
    return own ? new DeliveryOptions(options).setLocalOnly(true) : options;
  }
}
