package dev.jobtracker.client;

import dev.jobtracker.client.transport.Transport;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.Removal;
import dev.jobtracker.wire.JobJson;
import dev.jobtracker.wire.Keys;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A look at one job until it ends: each state that is newer than the last one is told. */
final class Following implements Transport.JobNews {
  private final JobTracker tracker;
  private final String taskId;
  private final Consumer<Job> seen;
  private final Promise<Job> end;
  private @Nullable Job last;

  Following(JobTracker tracker, String taskId, Consumer<Job> seen) {
    this.tracker = tracker;
    this.taskId = taskId;
    this.seen = seen;
    this.end = Promise.promise();
  }

  /** Listens first and looks then, so that nothing is missed in between. */
  Future<Job> begin() {
    Transport.Subscription events = tracker.transport().listen(taskId, this);
    look();
    return end.future().onComplete(over -> events.end());
  }

  private void look() {
    tracker.get(taskId).onSuccess(this::saw).onFailure(end::tryFail);
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

  @Override
  public void changed(JsonObject job) {
    saw(JobJson.read(job));
  }

  @Override
  public void removed(JsonObject removal) {
    String reason = String.valueOf(removal.getString(Keys.REASON));
    if (Removal.CLEARED.text().equals(reason)) {
      // So a door also tells that a tracker without a store has ended.
      look();
    } else {
      String sentence = "task_id: job \"" + taskId + "\" was " + reason;
      end.tryFail(new JobException(JobException.Kind.GONE, sentence));
    }
  }
}
