package dev.jobtracker.client;

import dev.jobtracker.client.transport.Transport;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.job.Removal;
import dev.jobtracker.wire.JobJson;
import dev.jobtracker.wire.Keys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A work and its job, from the first heartbeat to the last word.
 *
 * <p>Messages, results and futures of the work are code of the user. Whatever that does, the job
 * ends: each call of it is guarded, and what takes too long is not waited for. All else happens on
 * the tracked work's own context, on which its methods are called.
 */
final class WorkOnJob<T> implements Transport.JobNews {
  private static final JobUpdate RUNNING = JobUpdate.builder().status(JobStatus.RUNNING).build();
  private static final long NONE = -1;

  private final TrackedWork<T> tracked;
  private final Vertx vertx;
  private final Pace pace;
  private final JobReporter reporter;
  private final UpdateSender sender;
  private Transport.Subscription events = () -> {};
  private long wordingTimer = NONE;
  private boolean workOver;
  private boolean abandoned;
  private volatile boolean permitted;

  WorkOnJob(TrackedWork<T> tracked, NewJob origin, Job created) {
    this.tracked = tracked;
    this.vertx = tracked.tracker.vertx();
    this.pace = tracked.tracker.pace();
    this.reporter = new JobReporter(tracked.caller, created);
    this.sender = new UpdateSender(tracked.tracker, origin, reporter);
  }

  /** Listens to the job, and keeps it alive, also while its work waits for a thread. */
  void hold() {
    reporter.onReport(() -> later(sender::wake));
    events = tracked.tracker.transport().listen(reporter.taskId(), this);
    if (vertx.isClustered()) {
      // A cancel may have come before the other members of the cluster knew that somebody listens.
      events.begun().onSuccess(listening -> later(sender::soundOut));
    }
    sender.end().onComplete(this::jobEnded);
    sender.start();
  }

  /** Has the work begin, and the job end with it. */
  void begin() {
    Future<T> work;
    try {
      work = tracked.launch.start(tracked.caller, reporter, this::permit);
    } catch (Throwable failure) {
      work = Future.failedFuture(failure);
    }
    work.onComplete(this::workEnded);
  }

  /** The work has its thread, and asks to begin: from now on the job is running. */
  private Future<Void> permit() {
    later(
        () -> {
          if (reporter.job().status() == JobStatus.RUNNING) {
            sender.saw(reporter.job());
          } else if (!reporter.isClosed()) {
            sender.giveUpAfter(pace.opening());
            reporter.update(RUNNING);
          }
        });
    return sender.running().onSuccess(go -> permitted = true);
  }

  /** A job that ended before its work could begin has ended well enough: the work never begins. */
  private void jobEnded(@Nullable Job job, @Nullable Throwable refusal) {
    events.end();
    if (!permitted && !workOver && !abandoned) {
      settle(job, refusal);
    }
  }

  /** May be called on any thread. The caller hears of the work's end when the job shows it. */
  private void workEnded(@Nullable T value, @Nullable Throwable failure) {
    later(() -> awaitLastWord(failure));
    JobUpdate last = LastWord.of(reporter, value, failure);
    later(() -> close(last));
  }

  private void awaitLastWord(@Nullable Throwable failure) {
    workOver = true;
    sender.end().onComplete((job, refusal) -> settle(job, failure == null ? refusal : failure));
    if (!sender.isStopped()) {
      wordingTimer =
          vertx.setTimer(pace.wording(), late -> close(LastWord.bare(reporter, failure)));
    }
  }

  private void settle(@Nullable Job job, @Nullable Throwable failure) {
    if (failure != null) {
      tracked.outcome.tryFail(failure);
    } else {
      tracked.outcome.tryComplete(job);
    }
  }

  /** Stops listening first: the event of the job's end would find a consumer that just left. */
  private void close(JobUpdate last) {
    vertx.cancelTimer(wordingTimer);
    events.end();
    if (reporter.close(last)) {
      sender.giveUpAfter(pace.ending());
    }
  }

  /** Tells the work to stop and fails its job; the future ends the wait for the tracker. */
  Future<Void> abandon(String why) {
    abandoned = true;
    reporter.requestCancel(why);
    close(LastWord.failed(why));
    sender.giveUpAfter(pace.closing());
    return sender.end().transform(end -> Future.succeededFuture());
  }

  @Override
  public void changed(JsonObject job) {
    later(() -> sender.heard(JobJson.read(job)));
  }

  @Override
  public void removed(JsonObject removal) {
    if (Removal.CLEARED.text().equals(removal.getString(Keys.REASON))) {
      // So it is also told at a door that a tracker without a store ended, and may be back soon.
      later(sender::soundOut);
      return;
    }
    String sentence =
        "task_id: job \"" + reporter.taskId() + "\" was " + removal.getString(Keys.REASON);
    JobException gone = new JobException(JobException.Kind.GONE, sentence);
    later(() -> sender.stop(Future.failedFuture(gone)));
  }

  @Override
  public void lookAgain() {
    later(sender::soundOut);
  }

  /** Goes to the own context, from any thread; where Vert.x has ended there is nothing to do. */
  private void later(Runnable action) {
    try {
      tracked.own.runOnContext(now -> action.run());
    } catch (RejectedExecutionException closed) {
      // The lifeline has failed the outcome already.
    }
  }
}
