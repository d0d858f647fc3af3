package dev.jobtracker.live;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/**
 * What a client knows of the jobs that it follows, by applying what it is told. It outlives its
 * connections, over all of which no job's revision may ever fall. Safe on any thread.
 */
final class View {
  private final String name;
  private final Map<String, JsonObject> jobs = new HashMap<>();
  private final Map<String, Long> seen = new HashMap<>();
  private String fault;

  View(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** Begins anew with the first state of a connection. */
  synchronized void begin(JsonArray present) {
    jobs.clear();
    present.forEach(job -> show((JsonObject) job, false));
    notifyAll();
  }

  synchronized void changed(JsonObject job) {
    show(job, true);
    notifyAll();
  }

  /** Takes a state that may be the one which is known already, as the first of a connection is. */
  synchronized void present(JsonObject job) {
    show(job, false);
    notifyAll();
  }

  /** Takes a removal; one of a job that came and went unseen changes nothing. */
  synchronized void removed(JsonObject removal) {
    jobs.remove(removal.getString("task_id"));
    notifyAll();
  }

  private void show(JsonObject job, boolean isNews) {
    String id = job.getString("task_id");
    long revision = job.getLong("revision");
    long before = seen.getOrDefault(id, 0L);
    JsonObject held = jobs.get(id);
    if (revision < before || (isNews && held != null && revision == before)) {
      note("saw revision " + revision + " after " + before + " of " + id);
    }
    seen.put(id, revision);
    jobs.put(id, job);
  }

  synchronized void note(String what) {
    if (fault == null) {
      fault = name + " " + what;
    }
  }

  synchronized Map<String, JsonObject> jobs() {
    return new HashMap<>(jobs);
  }

  /** Fails if anything was told that must not be. */
  synchronized void check() {
    if (fault != null) {
      throw new AssertionError(fault);
    }
  }

  /** Waits for something to be told, a moment at most; returns whether the view shows this. */
  synchronized boolean awaitEquals(Map<String, JsonObject> expected) {
    check();
    if (!jobs.equals(expected)) {
      try {
        wait(50);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    return jobs.equals(expected);
  }
}
