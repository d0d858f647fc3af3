package dev.jobtracker.web.access;

import dev.jobtracker.wire.Addresses;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.function.BooleanSupplier;

/**
 * Tells the other nodes which sessions have ended here, at once, and asks several times a second
 * which have ended there (contract, section 12). One for each deployment, on one event loop.
 */
final class SessionExchange {
  /** So that a session ends at every node within a second, with what that takes elsewhere. */
  private static final long PAUSE_MILLIS = 200;

  private static final DeliveryOptions OPTIONS = new DeliveryOptions().setSendTimeout(10_000);

  private final Vertx vertx;
  private final SharedSessions sessions;
  private final BooleanSupplier over;
  private final Promise<Void> known = Promise.promise();
  private boolean asking;
  private boolean again;

  private SessionExchange(Vertx vertx, SharedSessions sessions, BooleanSupplier over) {
    this.vertx = vertx;
    this.sessions = sessions;
    this.over = over;
  }

  /**
   * Begins; complete when all is known that there is for the first time.
   *
   * @param over says when to end
   */
  static Future<Void> begin(Vertx vertx, SharedSessions sessions, BooleanSupplier over) {
    SessionExchange exchange = new SessionExchange(vertx, sessions, over);
    Context loop = vertx.getOrCreateContext();
    sessions.onEnd(() -> loop.runOnContext(now -> exchange.hurry()));
    exchange.tick();
    vertx.setPeriodic(PAUSE_MILLIS, timer -> exchange.tick());
    return exchange.known.future();
  }

  private void hurry() {
    again = asking;
    tick();
  }

  private void tick() {
    if (!asking && !over.getAsBoolean()) {
      ask();
    }
  }

  private void ask() {
    asking = true;
    JsonObject question = sessions.question();
    vertx
        .eventBus()
        .<JsonObject>request(Addresses.SESSIONS, question, OPTIONS)
        .map(Message::body)
        .onComplete((answer, failure) -> answered(question, answer));
  }

  private void answered(JsonObject question, JsonObject answer) {
    asking = false;
    // Without an answer the next tick asks again.
    boolean more = answer != null && sessions.learn(question, answer);
    if (answer != null && !more) {
      known.tryComplete();
    }
    if (more || (again && answer != null)) {
      again = false;
      tick();
    }
  }
}
