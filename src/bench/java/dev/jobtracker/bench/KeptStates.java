package dev.jobtracker.bench;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps the newest state of each job and does nothing else: a map of immutable records behind the
 * bus. The floor of how an update and a get grow with the jobs that are held.
 */
final class KeptStates extends VerticleBase {
  static final String UPDATE = "kept.update";
  static final String GET = "kept.get";

  private record State(String taskId, double done, long revision, long updatedAt) {}

  private final Map<String, State> states = new HashMap<>();

  @Override
  public Future<?> start() {
    return Future.all(
        vertx.eventBus().consumer(UPDATE, this::update).completion(),
        vertx.eventBus().consumer(GET, this::get).completion());
  }

  private void update(Message<JsonObject> message) {
    String taskId = message.body().getString("task_id");
    double add = message.body().getDouble("add");
    State state = states.getOrDefault(taskId, new State(taskId, 0, 0, 0));
    long now = System.currentTimeMillis();
    State next = new State(state.taskId, state.done + add, state.revision + 1, now);
    states.put(taskId, next);
    message.reply(message.body());
  }

  private void get(Message<JsonObject> message) {
    State state = states.get(message.body().getString("task_id"));
    message.reply(new JsonObject().put("done", state.done));
  }
}
