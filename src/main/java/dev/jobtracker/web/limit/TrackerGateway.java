package dev.jobtracker.web.limit;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.Scope;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.OwnTracker;
import dev.jobtracker.wire.RequestJson;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The way of every door to the tracker. The bus has no backpressure, so this has: it keeps a
 * bounded number of requests in flight and refuses more at once, with 503. Used on one event loop.
 */
public final class TrackerGateway {
  /** So many requests of one instance may wait for the tracker. */
  public static final int MAX_IN_FLIGHT = 2_000;

  private static final DeliveryOptions OPTIONS = new DeliveryOptions().setSendTimeout(10_000);

  /** A probe must tell soon that the tracker does not answer. */
  private static final DeliveryOptions PROBE = new DeliveryOptions().setSendTimeout(1_000);

  private final Vertx vertx;
  private final LimitHits hits;
  private int inFlight;

  public TrackerGateway(Vertx vertx, LimitHits hits) {
    this.vertx = vertx;
    this.hits = hits;
  }

  /**
   * Sends a verb.
   *
   * @param scope which jobs exist for who asks; the tracker answers as if there were no others
   * @param address one of {@link Addresses#VERBS}
   * @return the reply; fails as {@code Failures.refusal} understands it
   */
  public Future<Message<JsonObject>> send(Scope scope, String address, JsonObject body) {
    return send(address, body, options(scope));
  }

  /**
   * Sends a verb that another node forwards, which must be answered here or refused.
   *
   * @param scope the scope as the node sent it, or null for every job
   */
  public Future<Message<JsonObject>> sendForwarded(
      @Nullable String scope, String address, JsonObject body) {
    DeliveryOptions options =
        new DeliveryOptions(OPTIONS).addHeader(Addresses.FORWARDED, Boolean.TRUE.toString());
    return send(address, body, scope == null ? options : options.addHeader(Addresses.SCOPE, scope));
  }

  private Future<Message<JsonObject>> send(
      String address, JsonObject body, DeliveryOptions options) {
    if (inFlight >= MAX_IN_FLIGHT) {
      hits.count(Limit.IN_FLIGHT);
      return Future.failedFuture(
          JobException.unavailable("too many requests wait for the tracker"));
    }
    inFlight++;
    return vertx
        .eventBus()
        .<JsonObject>request(address, body, OwnTracker.first(vertx, options))
        .onComplete(reply -> inFlight--);
  }

  private static DeliveryOptions options(Scope scope) {
    return scope.isAll()
        ? OPTIONS
        : new DeliveryOptions(OPTIONS).addHeader(Addresses.SCOPE, RequestJson.write(scope));
  }

  /** Sends a verb and returns the body of the reply. */
  public Future<JsonObject> call(Scope scope, String address, JsonObject body) {
    return send(scope, address, body).map(Message::body);
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
