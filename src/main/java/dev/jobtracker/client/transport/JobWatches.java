package dev.jobtracker.client.transport;

import dev.jobtracker.job.JobException;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.Keys;
import dev.jobtracker.wire.RequestJson;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Whose jobs' changes are heard over a connection. Each job has a watch on the present socket, and
 * anew on the next one, which begins with the job's present state: so nothing is missed for good. A
 * server that gives no more watches is asked for the job instead, once a second. One that does not
 * know the job is asked as often, and the listeners are told once, so that a worker gives it back.
 * Used on the connection's context only; bounded by the jobs that are tracked at once.
 */
final class JobWatches implements Connection.Listener {
  private static final long AGAIN_MILLIS = 1_000;
  private static final long ANSWER_MILLIS = 10_000;

  private final Vertx vertx;
  private final Transport calls;
  private final Map<String, List<Transport.JobNews>> listeners = new LinkedHashMap<>();

  /** The numbers of the watches on the present socket. */
  private final Map<String, Object> numbers = new HashMap<>();

  /** The jobs whose watch is asked for now. */
  private final Set<String> asked = new HashSet<>();

  /** The timers of the jobs whose watch is asked for again, at most one a job. */
  private final Map<String, Long> pauses = new HashMap<>();

  /** The jobs that the server of the present socket does not know, as their listeners know. */
  private final Set<String> unknown = new HashSet<>();

  private boolean connected;
  private boolean closed;

  JobWatches(Vertx vertx, Transport calls) {
    this.vertx = vertx;
    this.calls = calls;
  }

  void add(String taskId, Transport.JobNews news) {
    List<Transport.JobNews> all = listeners.get(taskId);
    if (all != null) {
      all.add(news);
      return;
    }
    listeners.put(taskId, new CopyOnWriteArrayList<>(List.of(news)));
    watch(taskId);
  }

  void remove(String taskId, Transport.JobNews news) {
    List<Transport.JobNews> all = listeners.get(taskId);
    if (all == null || !all.remove(news) || !all.isEmpty()) {
      return;
    }
    listeners.remove(taskId);
    unknown.remove(taskId);
    endPause(taskId);
    Object number = numbers.remove(taskId);
    if (number != null) {
      unwatch(number);
    }
  }

  private void unwatch(Object number) {
    JsonObject params = new JsonObject().put(Keys.WATCH, number);
    calls.request(RpcMessages.UNWATCH, params, ANSWER_MILLIS);
  }

  @Override
  public void connected() {
    connected = true;
    List.copyOf(listeners.keySet()).forEach(this::watch);
  }

  @Override
  public void disconnected(String why) {
    connected = false;
    numbers.clear();
    unknown.clear();
  }

  @Override
  public void closed() {
    connected = false;
    closed = true;
    List.copyOf(pauses.keySet()).forEach(this::endPause);
  }

  private void watch(String taskId) {
    endPause(taskId);
    if (!connected || !listeners.containsKey(taskId) || numbers.containsKey(taskId)) {
      return;
    }
    if (!asked.add(taskId)) {
      // Its answer says how it goes on.
      return;
    }
    calls
        .request(RpcMessages.WATCH, RequestJson.writeTaskId(taskId), ANSWER_MILLIS)
        .onSuccess(reply -> watched(taskId, reply.body()))
        .onFailure(failure -> unwatched(taskId, (JobException) failure));
  }

  private void watched(String taskId, JsonObject answer) {
    asked.remove(taskId);
    Object number = answer.getValue(Keys.WATCH);
    if (!listeners.containsKey(taskId)) {
      unwatch(number);
      return;
    }
    numbers.put(taskId, number);
    unknown.remove(taskId);
    JsonArray present = answer.getJsonArray(Keys.JOBS);
    for (int i = 0; i < present.size(); i++) {
      changed(present.getJsonObject(i));
    }
  }

  private void unwatched(String taskId, JobException refusal) {
    asked.remove(taskId);
    switch (refusal.kind()) {
      case GONE -> forgotten(taskId);
      case TOO_MANY -> {
        ask(taskId);
        later(taskId);
      }
      case NOT_FOUND -> {
        missing(taskId);
        later(taskId);
      }
      default -> later(taskId);
    }
  }

  private void forgotten(String taskId) {
    removed(new JsonObject().put(Keys.TASK_ID, taskId).put(Keys.REASON, "forgotten meanwhile"));
  }

  /** A tracker that was restarted, to which the job's worker has still to give it. */
  private void missing(String taskId) {
    if (listeners.containsKey(taskId) && unknown.add(taskId)) {
      listeners.get(taskId).forEach(Transport.JobNews::lookAgain);
    }
  }

  private void ask(String taskId) {
    calls
        .request(Addresses.GET, RequestJson.writeTaskId(taskId), ANSWER_MILLIS)
        .onSuccess(
            reply -> {
              unknown.remove(taskId);
              changed(reply.body());
            })
        .onFailure(
            failure -> {
              switch (((JobException) failure).kind()) {
                case GONE -> forgotten(taskId);
                case NOT_FOUND -> missing(taskId);
                default -> {
                  // It is asked for again anyway.
                }
              }
            });
  }

  private void later(String taskId) {
    endPause(taskId);
    if (listeners.containsKey(taskId) && !closed) {
      pauses.put(taskId, vertx.setTimer(AGAIN_MILLIS, now -> watch(taskId)));
    }
  }

  private void endPause(String taskId) {
    Long timer = pauses.remove(taskId);
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
  }

  @Override
  public void changed(JsonObject job) {
    listenersOf(job).forEach(news -> news.changed(job));
  }

  @Override
  public void removed(JsonObject removal) {
    listenersOf(removal).forEach(news -> news.removed(removal));
  }

  private List<Transport.JobNews> listenersOf(JsonObject message) {
    return listeners.getOrDefault(message.getString(Keys.TASK_ID), List.of());
  }
}
