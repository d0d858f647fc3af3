package dev.jobtracker.process;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What is known of a job that is created, completed and, for every second one, deleted: how many of
 * these steps were sent, answered, and seen by a reader.
 */
final class SeenJob {
  private static final List<String> VERBS = List.of("jobs.create", "jobs.update", "jobs.delete");

  /** What each number of steps makes of the job, as {@link Loader} reads it. */
  private static final List<String> STATES = List.of("404", "pending", "completed", "410");

  /** So much that a store has something to write. */
  private static final String TEXT = "0123456789".repeat(400);

  private final String id;
  private final int steps;
  private int sent;
  private int answered;
  private int seen;

  SeenJob(String id) {
    this.id = id;
    this.steps = id.hashCode() % 2 == 0 ? 2 : 3;
  }

  String id() {
    return id;
  }

  /** Returns what to send next, and notes that it is sent. */
  synchronized String nextVerb() {
    sent = answered + 1;
    return VERBS.get(answered);
  }

  synchronized JsonObject params() {
    JsonObject params = new JsonObject().put("task_id", id);
    return switch (sent) {
      case 1 -> params.put("type", "once").put("title", "of " + id);
      case 2 -> params.put("status", "completed").put("result", result());
      default -> params;
    };
  }

  private JsonObject result() {
    return new JsonObject().put("of", id).put("text", TEXT);
  }

  /** Notes an answer; returns whether it was the last. */
  synchronized boolean answered() {
    answered = sent;
    return answered == steps;
  }

  /** Notes a refusal; returns what is wrong with it, or nothing. */
  synchronized String refused(LoadClient.Refused refused) {
    if (refused.code() == 410 && sent == 3) {
      // The delete before had an answer that nothing is known, and was carried out.
      answered = 2;
      return "";
    }
    return refused.code() == 503 ? "" : id + " was refused: " + refused.getMessage();
  }

  /** Notes what a reader was told: a status, or 410 for a removal. */
  synchronized void seen(String state) {
    seen = Math.max(seen, STATES.indexOf(state));
  }

  /** Compares with what a server has that nobody loads; returns what is wrong, or nothing. */
  synchronized String verify(JsonObject job) {
    int state = STATES.indexOf(job.getString("status"));
    boolean right =
        state >= Math.max(answered, seen)
            && state <= sent
            && (state != 2 || result().equals(job.getJsonObject("result")));
    return right
        ? ""
        : "%s: %d steps were sent, %d answered, %d seen, and it is %s"
            .formatted(id, sent, answered, seen, job.encode());
  }
}
