package dev.jobtracker.process;

import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Set;

/**
 * What is known of a job that only ever counts: each accepted update adds one, so its revision
 * tells its sum, and the sum lies between what was answered and what was sent.
 */
final class SeenCounter {
  private final String type;
  private final String id;
  private long certain;
  private long open;
  private long answeredRevision;
  private final Set<Long> answered = new HashSet<>();
  private long seenRevision;
  private long highestSeen;

  SeenCounter(String type, int number) {
    this.type = type;
    this.id = "%s_%08x".formatted(type, number);
  }

  String id() {
    return id;
  }

  JsonObject create() {
    return new JsonObject()
        .put("task_id", id)
        .put("type", type)
        .put("heartbeat_timeout", 86_400)
        .put("lost_after", 604_800);
  }

  JsonObject add() {
    return new JsonObject().put("task_id", id).put("add", 1);
  }

  /** Notes that an update is sent; returns the revision that its own must come after. */
  synchronized long sent() {
    open++;
    return answeredRevision;
  }

  /**
   * Notes an answer; returns what is wrong with it, or nothing. Of updates that are in flight
   * together any may be applied first, wherever their answers stand in a frame; but none comes
   * before what was answered when it was sent, and no two have one revision.
   */
  synchronized String answered(JsonObject job, long sentAfter) {
    open--;
    certain++;
    long revision = job.getLong("revision");
    answeredRevision = Math.max(answeredRevision, revision);
    String twice = answered.add(revision) ? "" : id + " was answered twice with " + revision;
    return back("answered", sentAfter + 1, job) + twice;
  }

  /** Notes a refusal; one that says that nothing is known leaves the update open. */
  synchronized String refused(LoadClient.Refused refused) {
    if (!refused.getMessage().contains("not known")) {
      open--;
    }
    return refused.code() == 503 ? "" : id + " was refused: " + refused.getMessage();
  }

  /** A reader with another connection, whose order begins anew. */
  synchronized void newReader() {
    seenRevision = 0;
  }

  /** Notes what a reader was told; returns what is wrong with it, or nothing. */
  synchronized String seen(JsonObject job) {
    String back = back("told", seenRevision, job);
    seenRevision = job.getLong("revision");
    highestSeen = Math.max(highestSeen, seenRevision);
    return back;
  }

  /** Returns whether the reader has seen what was there when a server was last asked. */
  synchronized boolean isSeen() {
    return seenRevision == certain + 1;
  }

  /** Compares with what a server has that nobody loads, and goes on from there. */
  synchronized String verify(JsonObject job) {
    if (!job.containsKey("revision")) {
      return id + " is gone: " + job.encode();
    }
    String back = back("kept", Math.max(answeredRevision, highestSeen), job);
    long sum = sum(job);
    if (!back.isEmpty() || sum < certain || sum > certain + open) {
      return "%s was answered %d, with %d open, and is %d; %s"
          .formatted(id, certain, open, sum, back);
    }
    certain = sum;
    open = 0;
    return "";
  }

  private String back(String how, long before, JsonObject job) {
    long revision = job.getLong("revision");
    if (revision < before || revision != sum(job) + 1) {
      return "%s had revision %d and is %s with revision %d and sum %d"
          .formatted(id, before, how, revision, sum(job));
    }
    return "";
  }

  private static long sum(JsonObject job) {
    return job.getLong("done") == null ? 0 : job.getLong("done");
  }
}
