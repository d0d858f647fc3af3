package dev.jobtracker.web.limit;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.Scope;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.Batch.Ask;
import dev.jobtracker.wire.OwnTracker;
import dev.jobtracker.wire.Reply;
import dev.jobtracker.wire.RequestJson;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The way of every door to the tracker. The bus has no backpressure, so this has: it keeps a
 * bounded number of requests in flight and refuses more at once, with 503. Used on one event loop.
 */
public final class TrackerGateway {
  /** So many requests of one instance may wait for the tracker. */
  public static final int MAX_IN_FLIGHT = 2_000;

  /** A probe must tell soon that the tracker does not answer. */
  private static final DeliveryOptions PROBE = new DeliveryOptions().setSendTimeout(1_000);

  private final Vertx vertx;
  private final LimitHits hits;
  private final TurnAsks asks;

  /**
   * Creates a gateway for the event loop that calls.
   *
   * @param patience how long an answer is waited for
   */
  public TrackerGateway(Vertx vertx, LimitHits hits, Duration patience) {
    this.vertx = vertx;
    this.hits = hits;
    this.asks = new TurnAsks(vertx, patience);
  }

  /**
   * Sends a verb.
   *
   * @param scope which jobs exist for who asks; the tracker answers as if there were no others
   * @param address one of {@link Addresses#VERBS}
   * @param body belongs to the tracker from now on
   * @return the reply; fails as {@code Failures.refusal} understands it
   */
  public Future<Reply> send(Scope scope, String address, JsonObject body) {
    String text = scope.isAll() ? null : RequestJson.write(scope);
    return send(new Ask(address, body, text, false));
  }

  /**
   * Sends a verb that another node forwards, which must be answered here or refused.
   *
   * @param scope the scope as the node sent it, or null for every job
   */
  public Future<Reply> sendForwarded(@Nullable String scope, String address, JsonObject body) {
    return send(new Ask(address, body, scope, true));
  }

  private Future<Reply> send(Ask ask) {
    if (asks.open() >= MAX_IN_FLIGHT) {
      hits.count(Limit.IN_FLIGHT);
      return Future.failedFuture(
          JobException.unavailable("too many requests wait for the tracker"));
    }
    return asks.ask(ask);
  }

  /** Sends a verb and returns the body of the reply. */
  public Future<JsonObject> call(Scope scope, String address, JsonObject body) {
    return send(scope, address, body).map(Reply::body);
  }

  /** Asks on behalf of those who watch the server, whose question must not wait or be refused. */
  public Future<JsonObject> probe(String address, JsonObject body) {
    DeliveryOptions options = OwnTracker.first(vertx, PROBE);
    return vertx.eventBus().<JsonObject>request(address, body, options).map(Message::body);
  }

  /** Returns the job as it is. */
  public Future<JsonObject> job(Scope scope, String taskId) {
    return call(scope, Addresses.GET, RequestJson.writeTaskId(taskId));
  }
}
