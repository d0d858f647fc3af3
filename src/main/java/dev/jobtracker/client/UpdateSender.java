package dev.jobtracker.client;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/**
 * Sends what a {@link JobReporter} collects: one update at a time, each until its {@link Delivery}
 * is over.
 *
 * <pre>
 *   idle --report--> gap --> in flight --delivered--> gap, or idle when nothing waits
 *                                |  the job has ended, or cannot be reached any more: stopped
 * </pre>
 *
 * <p>Everything here happens on one event loop, that of the context on which it is called.
 */
final class UpdateSender {
  private static final long NONE = -1;

  private final Vertx vertx;
  private final JobReporter reporter;
  private final Pace pace;
  private final Heartbeats heartbeats;
  private final Delivery delivery;
  private final Promise<Job> end = Promise.promise();
  private final Promise<Void> running = Promise.promise();
  private boolean busy;
  private boolean unsure;
  private boolean stopped;
  private long gapTimer = NONE;
  private long giveUpTimer = NONE;

  UpdateSender(JobTracker tracker, NewJob origin, JobReporter reporter) {
    this.vertx = tracker.vertx();
    this.reporter = reporter;
    this.pace = tracker.pace();
    this.heartbeats = new Heartbeats(vertx, reporter.job().heartbeatTimeout(), this::beat);
    this.delivery = new Delivery(tracker, origin, reporter, heartbeats, this::saw);
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
    if (!delivery.tryNow()) {
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
      delivery.hurry();
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
    delivery
        .of(update)
        .onSuccess(this::delivered)
        .onFailure(refusal -> stop(Future.failedFuture(refusal)));
  }

  private void delivered(Job job) {
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

  /** Ends everything here, once: no timer outlives the job. */
  void stop(Future<Job> outcome) {
    if (stopped) {
      return;
    }
    stopped = true;
    vertx.cancelTimer(gapTimer);
    delivery.stop();
    heartbeats.stop();
    vertx.cancelTimer(giveUpTimer);
    reporter.end();
    running.tryFail("the job ended before its work began");
    outcome.onComplete(end);
  }
}
