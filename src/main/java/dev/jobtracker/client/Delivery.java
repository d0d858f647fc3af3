package dev.jobtracker.client;

import dev.jobtracker.client.transport.Retry;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.wire.Failures;
import dev.jobtracker.wire.Keys;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one update after the other to the tracker, each until it is applied or refused for good.
 *
 * <pre>
 *   not answered: pause, then again; an add only after a look
 *   404: the tracker was restarted: create and restore, then again
 *   410: over, and how the job ended stays unknown
 *   other refusals: again with less in it, or dropped
 * </pre>
 *
 * <p>Used on one event loop.
 */
final class Delivery {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  private final JobTracker tracker;
  private final NewJob origin;
  private final JobReporter reporter;
  private final Heartbeats heartbeats;
  private final Consumer<Job> tell;
  private final Retry retry;
  private final long answerMillis;
  private Promise<Job> outcome = Promise.promise();
  private boolean stopped;

  /**
   * Creates one that has delivered nothing.
   *
   * @param tell hears of each state that is learnt on the way, and stops this if the job has ended
   */
  Delivery(
      JobTracker tracker,
      NewJob origin,
      JobReporter reporter,
      Heartbeats heartbeats,
      Consumer<Job> tell) {
    this.tracker = tracker;
    this.origin = origin;
    this.reporter = reporter;
    this.heartbeats = heartbeats;
    this.tell = tell;
    this.retry = new Retry(tracker.vertx(), tracker.pace().backoff());
    this.answerMillis = Math.min(tracker.pace().answer(), heartbeats.interval());
  }

  /**
   * Begins to deliver this update; the one before is over. Completes with the job as it is known
   * then, also where the update was dropped; fails where no further update of the job makes sense.
   * Never completes once stopped.
   */
  Future<Job> of(JobUpdate update) {
    outcome = Promise.promise();
    send(update);
    return outcome.future();
  }

  /** Tries at once what waits for the end of a pause; returns whether anything did. */
  boolean tryNow() {
    return retry.now();
  }

  /** Tries at once, and from then on after short pauses again: the last word waits behind it. */
  void hurry() {
    retry.reset();
    retry.now();
  }

  /** Nothing is tried any more, and nobody is told. */
  void stop() {
    stopped = true;
    retry.stop();
  }

  private void over(Job job) {
    retry.reset();
    outcome.complete(job);
  }

  private void send(JobUpdate update) {
    Job before = reporter.job();
    heartbeats.sent();
    tracker
        .update(reporter.taskId(), update, answerMillis)
        .onSuccess(this::answered)
        .onFailure(failure -> refused(update, before, (JobException) failure));
  }

  private void answered(Job job) {
    if (!stopped) {
      over(job);
    }
  }

  private void refused(JobUpdate update, Job before, JobException refusal) {
    if (stopped) {
      return;
    }
    switch (refusal.kind()) {
      case UNAVAILABLE -> retry.later(() -> sendAgain(update, before, refusal));
      case NOT_FOUND -> restore(() -> send(update));
      case GONE -> outcome.fail(refusal);
      case CONFLICT -> look(update, before, () -> dropped(update, refusal));
      default -> less(update, refusal);
    }
  }

  /** All but an {@code add} may be applied twice. Where that one may have been, look first. */
  private void sendAgain(JobUpdate update, Job before, JobException refusal) {
    if (update.add() == null || !Failures.mayHaveBeenDone(refusal)) {
      send(update);
    } else {
      look(update, before, () -> send(update));
    }
  }

  /** Reads the job, which the tracker does after all that was sent to it before. */
  private void look(JobUpdate update, Job before, Runnable otherwise) {
    tracker
        .get(reporter.taskId(), answerMillis)
        .onSuccess(job -> seen(job, LostAnswer.wasApplied(update, before, job), update, otherwise))
        .onFailure(failure -> notSeen(update, before, (JobException) failure, otherwise));
  }

  private void seen(Job job, boolean applied, JobUpdate update, Runnable otherwise) {
    tell.accept(job);
    if (!stopped) {
      goOn(applied, update, otherwise);
    }
  }

  /**
   * What somebody else counted may look like what this update adds. So only that is left out, and
   * what may well be said twice is said again.
   */
  private void goOn(boolean applied, JobUpdate update, Runnable otherwise) {
    JobUpdate rest = LesserUpdate.withoutAdd(update);
    if (!applied) {
      otherwise.run();
    } else if (rest.equals(JobUpdate.HEARTBEAT)) {
      over(reporter.job());
    } else {
      send(rest);
    }
  }

  private void notSeen(JobUpdate update, Job before, JobException refusal, Runnable otherwise) {
    if (stopped) {
      return;
    }
    switch (refusal.kind()) {
      case UNAVAILABLE -> retry.later(() -> look(update, before, otherwise));
      case NOT_FOUND -> {
        boolean applied = LostAnswer.wasApplied(update, before, reporter.job());
        restore(() -> goOn(applied, update, () -> send(update)));
      }
      default -> outcome.fail(refusal);
    }
  }

  /**
   * Gives the job to a tracker that has never heard of it, as it was last seen. Another worker on
   * the same job may have done so already, and may have counted since: what it says stands.
   */
  private void restore(Runnable then) {
    LOG.info("The tracker does not know job {}, which is given to it again", reporter.taskId());
    new LostJob(tracker, origin, reporter.job(), answerMillis)
        .restore()
        .onSuccess(job -> restored(job, then))
        .onFailure(failure -> notRestored(then, (JobException) failure));
  }

  private void restored(Job job, Runnable then) {
    tell.accept(job);
    if (!stopped) {
      then.run();
    }
  }

  private void notRestored(Runnable then, JobException refusal) {
    if (stopped) {
      return;
    }
    switch (refusal.kind()) {
      case UNAVAILABLE, NOT_FOUND -> retry.later(() -> restore(then));
      default -> outcome.fail(refusal);
    }
  }

  /** Sends what the tracker refuses without the part that it most likely refuses. */
  private void less(JobUpdate update, JobException refusal) {
    boolean last = update.status() != null && update.status().isTerminal();
    JobUpdate bare = LesserUpdate.statusAndError(update);
    if (update.add() != null && refusal.getMessage().startsWith(Keys.ADD + ":")) {
      // Only the tracker knows what others have counted, and so whether the sum is a number.
      reporter.leftOut().warn(Keys.ADD, refusal);
      send(LesserUpdate.withoutAdd(update));
    } else if (update.result().isCarried()) {
      reporter.leftOut().warn(Keys.RESULT, refusal);
      send(LesserUpdate.withoutResult(update));
    } else if (last && !update.equals(bare)) {
      LOG.warn("Job {} ends without its last values: {}", reporter.taskId(), refusal.getMessage());
      send(bare);
    } else if (last) {
      outcome.fail(refusal);
    } else {
      dropped(update, refusal);
    }
  }

  private void dropped(JobUpdate update, JobException refusal) {
    LOG.warn(
        "The tracker refuses {} of job {}: {}", update, reporter.taskId(), refusal.getMessage());
    over(reporter.job());
  }
}
