package dev.jobtracker.client;

import dev.jobtracker.client.transport.Transport;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.Removal;
import dev.jobtracker.wire.JobJson;
import dev.jobtracker.wire.Keys;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A look at one job until it ends: each state that is newer than the last one is told. Ends with
 * the verticle that follows, and with its Vert.x instance. News come on several threads.
 */
final class Following implements Transport.JobNews {
  /** After so long a tracker that did not answer is asked again. */
  private static final long AGAIN_MILLIS = 1_000;

  private static final long NONE = -1;

  private final JobTracker tracker;
  private final Vertx vertx;
  private final String taskId;
  private final Consumer<Job> seen;
  private final Promise<Job> end = Promise.promise();
  private final Doubt doubt;
  private @Nullable Job last;
  private volatile long againTimer = NONE;

  Following(JobTracker tracker, String taskId, Consumer<Job> seen) {
    this.tracker = tracker;
    this.vertx = tracker.vertx();
    this.taskId = taskId;
    this.seen = seen;
    this.doubt = new Doubt(vertx, tracker.pace(), this::look);
  }

  /** Listens first and looks then, so that nothing is missed in between. */
  Future<Job> begin() {
    Context caller = vertx.getOrCreateContext();
    Lifeline lifeline = new Lifeline(tracker, caller, why -> abandon());
    if (!lifeline.hold()) {
      lifeline.release();
      return Future.failedFuture(JobException.unavailable(Lifeline.OVER));
    }
    Transport.Subscription events = tracker.transport().listen(taskId, this);
    end.future()
        .onComplete(
            over -> {
              events.end();
              lifeline.release();
              stop();
            });
    events.begun().onComplete(listening -> caller.runOnContext(now -> look()));
    return end.future();
  }

  private Future<Void> abandon() {
    end.tryFail(JobException.unavailable("who followed job \"" + taskId + "\" has ended"));
    return Future.succeededFuture();
  }

  /** Without the lock, which a state that is being told may hold for long. */
  private void stop() {
    doubt.settle();
    vertx.cancelTimer(againTimer);
  }

  private void look() {
    JobException before = doubt.reason();
    tracker
        .get(taskId)
        .onSuccess(job -> found(job, before))
        .onFailure(refusal -> refused((JobException) refusal));
  }

  /** An answer to what was asked before the doubt began does not end it. */
  private synchronized void found(Job job, @Nullable JobException before) {
    if (doubt.reason() == before) {
      doubt.settle();
    }
    saw(job);
  }

  private synchronized void refused(JobException refusal) {
    if (end.future().isComplete()) {
      return;
    }
    boolean bearable =
        last != null
            && switch (refusal.kind()) {
              case UNAVAILABLE, TOO_MANY -> !doubt.isUnanswered();
              case NOT_FOUND -> doubt.unknown(refusal, last);
              default -> false;
            };
    if (!bearable) {
      end.tryFail(doubt.isUnanswered() ? doubt.reason() : refusal);
    } else if (refusal.kind() != JobException.Kind.NOT_FOUND) {
      vertx.cancelTimer(againTimer);
      againTimer = vertx.setTimer(AGAIN_MILLIS, again -> look());
    }
  }

  private synchronized void saw(Job job) {
    boolean sameRecord = last != null && last.createdAt().equals(job.createdAt());
    if (end.future().isComplete() || sameRecord && job.revision() <= last.revision()) {
      return;
    }
    last = job;
    try {
      seen.accept(job);
    } finally {
      if (job.status().isTerminal()) {
        end.tryComplete(job);
      }
    }
  }

  /** A worker that gives the job back may be heard before the look that ends a doubt. */
  @Override
  public void changed(JsonObject job) {
    saw(JobJson.read(job));
    if (doubt.reason() != null) {
      look();
    }
  }

  @Override
  public void removed(JsonObject removal) {
    String reason = String.valueOf(removal.getString(Keys.REASON));
    if (Removal.CLEARED.text().equals(reason)) {
      // So it is also told that a tracker without a store has ended.
      lost();
      look();
    } else {
      String sentence = "task_id: job \"" + taskId + "\" was " + reason;
      end.tryFail(new JobException(JobException.Kind.GONE, sentence));
    }
  }

  private synchronized void lost() {
    if (last != null && !end.future().isComplete()) {
      doubt.ended(last);
    }
  }

  @Override
  public void lookAgain() {
    look();
  }
}
