package dev.jobtracker.client;

import dev.jobtracker.client.transport.Retry;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.wire.Failures;
import dev.jobtracker.wire.Keys;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what a {@link JobReporter} collects: one update at a time, each until it is answered.
 *
 * <pre>
 *   idle --report--> gap --> in flight --answered--> gap, or idle when nothing waits
 *                                |  not answered: pause, then again; an add only after a look
 *                                |  404: the tracker was restarted: create and restore, then again
 *                                |  410, or the job is found ended: stopped
 *                                |  other refusals: again with less in it, or dropped
 * </pre>
 *
 * <p>Everything here happens on one event loop, that of the context on which it is called.
 */
final class UpdateSender {
  private static final Logger LOG = LoggerFactory.getLogger(UpdateSender.class);
  private static final long NONE = -1;

  private final Vertx vertx;
  private final JobTracker tracker;
  private final NewJob origin;
  private final JobReporter reporter;
  private final Pace pace;
  private final Heartbeats heartbeats;
  private final Retry retry;
  private final long answerMillis;
  private final Promise<Job> end = Promise.promise();
  private final Promise<Void> running = Promise.promise();
  private boolean busy;
  private boolean unsure;
  private boolean stopped;
  private long gapTimer = NONE;
  private long giveUpTimer = NONE;

  UpdateSender(JobTracker tracker, NewJob origin, JobReporter reporter) {
    this.vertx = tracker.vertx();
    this.tracker = tracker;
    this.origin = origin;
    this.reporter = reporter;
    this.pace = tracker.pace();
    this.retry = new Retry(vertx, pace.backoff());
    this.heartbeats = new Heartbeats(vertx, reporter.job().heartbeatTimeout(), this::beat);
    this.answerMillis = Math.min(pace.answer(), heartbeats.interval());
  }

  /** Returns the job as it ended, or the refusal because of which that stays unknown. */
  Future<Job> end() {
    return end.future();
  }

  boolean isStopped() {
    return stopped;
  }

  /** Completes once the job is seen running; fails when it has ended instead. */
  Future<Void> running() {
    return running.future();
  }

  /** Begins to send heartbeats. */
  void start() {
    if (!stopped) {
      heartbeats.start();
    }
  }

  private void beat() {
    if (!busy) {
      busy = true;
      send(JobUpdate.HEARTBEAT);
    }
  }

  /**
   * The job may be gone, or its tracker merely restarted: a heartbeat finds out, or what waits to
   * be sent again, at once.
   */
  void soundOut() {
    unsure = true;
    if (!retry.now()) {
      wake();
    }
  }

  /** Something waits. The last word need not wait for the end of the gap, or of a pause. */
  void wake() {
    if (stopped) {
      return;
    }
    if (!busy) {
      next();
    } else if (gapTimer != NONE && reporter.isClosed()) {
      vertx.cancelTimer(gapTimer);
      sendNext();
    } else if (reporter.isClosed()) {
      // What is on its way may still be refused: then it must not wait as after many failures.
      retry.succeeded();
      retry.now();
    }
  }

  /** Stops trying after this long, unless told so anew, or the job is seen running meanwhile. */
  void giveUpAfter(long millis) {
    if (stopped) {
      return;
    }
    vertx.cancelTimer(giveUpTimer);
    String what = (reporter.isClosed() ? "the end" : "the start") + " of job " + reporter.taskId();
    JobException unheard = JobException.unavailable("the tracker did not answer to " + what);
    giveUpTimer = vertx.setTimer(millis, timer -> stop(Future.failedFuture(unheard)));
  }

  private void next() {
    busy = true;
    long rest = reporter.isClosed() ? 0 : pace.gap() - heartbeats.silence();
    if (rest <= 0) {
      sendNext();
    } else {
      gapTimer = vertx.setTimer(rest, timer -> sendNext());
    }
  }

  private void sendNext() {
    gapTimer = NONE;
    JobUpdate update = reporter.take();
    if (update != null) {
      send(update);
    } else if (unsure) {
      unsure = false;
      send(JobUpdate.HEARTBEAT);
    } else {
      busy = false;
    }
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
    retry.succeeded();
    saw(job);
    if (!stopped) {
      next();
    }
  }

  /** Takes note of the job's state, whoever tells it. */
  void saw(Job job) {
    if (stopped) {
      return;
    }
    reporter.saw(job);
    if (job.status().isTerminal()) {
      stop(Future.succeededFuture(job));
    } else if (job.status() == JobStatus.RUNNING && running.tryComplete() && !reporter.isClosed()) {
      vertx.cancelTimer(giveUpTimer);
    }
  }

  /** Takes note of what the job's event address says; the end that this side sent is answered. */
  void heard(Job job) {
    if (!reporter.isClosed()) {
      saw(job);
    }
  }

  private void refused(JobUpdate update, Job before, JobException refusal) {
    if (stopped) {
      return;
    }
    switch (refusal.kind()) {
      case UNAVAILABLE -> retry.later(() -> sendAgain(update, before, refusal));
      case NOT_FOUND -> restore(() -> send(update));
      case GONE -> stop(Future.failedFuture(refusal));
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
        .onSuccess(
            job -> {
              boolean applied = LostAnswer.wasApplied(update, before, job);
              if (job.status().isTerminal()) {
                answered(job);
              } else if (!stopped) {
                reporter.saw(job);
                goOn(applied, update, otherwise);
              }
            })
        .onFailure(failure -> notSeen(update, before, (JobException) failure, otherwise));
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
      answered(reporter.job());
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
      default -> stop(Future.failedFuture(refusal));
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
        .onSuccess(
            job -> {
              saw(job);
              if (!stopped) {
                then.run();
              }
            })
        .onFailure(failure -> notRestored(then, (JobException) failure));
  }

  private void notRestored(Runnable then, JobException refusal) {
    if (stopped) {
      return;
    }
    switch (refusal.kind()) {
      case UNAVAILABLE, NOT_FOUND -> retry.later(() -> restore(then));
      default -> stop(Future.failedFuture(refusal));
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
      reporter.leftOut().warn("result", refusal);
      send(LesserUpdate.withoutResult(update));
    } else if (last && !update.equals(bare)) {
      LOG.warn("Job {} ends without its last values: {}", reporter.taskId(), refusal.getMessage());
      send(bare);
    } else if (last) {
      stop(Future.failedFuture(refusal));
    } else {
      dropped(update, refusal);
    }
  }

  private void dropped(JobUpdate update, JobException refusal) {
    LOG.warn(
        "The tracker refuses {} of job {}: {}", update, reporter.taskId(), refusal.getMessage());
    next();
  }

  /** Ends everything here, once: no timer outlives the job. */
  void stop(Future<Job> outcome) {
    if (stopped) {
      return;
    }
    stopped = true;
    vertx.cancelTimer(gapTimer);
    retry.stop();
    heartbeats.stop();
    vertx.cancelTimer(giveUpTimer);
    reporter.end();
    running.tryFail("the job ended before its work began");
    outcome.onComplete(end);
  }
}
