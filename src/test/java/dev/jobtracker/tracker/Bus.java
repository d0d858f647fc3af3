package dev.jobtracker.tracker;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;

/** Straight-line calls over a real bus, for tests: every wait has a deadline. */
public final class Bus {
  private static final long DEADLINE_SECONDS = 30;

  private final Vertx vertx;

  public Bus(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Returns the reply's body. */
  public JsonObject call(String address, JsonObject body) {
    return message(address, body).body();
  }

  /** Returns the whole reply. */
  public Message<JsonObject> message(String address, Object body) {
    return await(vertx.eventBus().<JsonObject>request(address, body));
  }

  /** Returns the failure of a call that must fail. */
  public ReplyException failure(String address, Object body) {
    try {
      JsonObject reply = message(address, body).body();
      throw new AssertionError("answered " + reply);
    } catch (ReplyException failure) {
      return failure;
    }
  }

  /** Returns the job after its creation. */
  public JsonObject create(String type) {
    return call("jobs.create", new JsonObject().put("type", type));
  }

  /** Returns the job after an update with these keys. */
  public JsonObject update(JsonObject job, JsonObject change) {
    return call("jobs.update", change.copy().put("task_id", job.getString("task_id")));
  }

  /** Returns the job as it is. */
  public JsonObject get(JsonObject job) {
    return call("jobs.get", new JsonObject().put("task_id", job.getString("task_id")));
  }

  /** Returns what a future comes to. */
  public static <T> T await(Future<T> future) {
    try {
      return future.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError("no answer within " + DEADLINE_SECONDS + " s", e);
    }
  }
}
