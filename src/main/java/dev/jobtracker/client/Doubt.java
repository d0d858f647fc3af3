package dev.jobtracker.client;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a job is lost that somebody has seen: its tracker kept it in memory and has ended, or the
 * tracker that answers now does not know it.
 *
 * <pre>
 *   none --the tracker ended--> ended --nobody knows the job--> unknown
 *        a look that finds the job ends the doubt; else it is over after the patience
 * </pre>
 *
 * <p>The patience: a worker that lives gives its job back within the job's {@code
 * heartbeat_timeout}, once it has found the tracker again, which takes the longest pause between
 * two tries. It counts anew from the first tracker that answers and does not know the job. May be
 * used from any thread.
 */
final class Doubt {
  private static final long NONE = -1;

  private final Vertx vertx;
  private final Pace pace;
  private final Runnable whenOver;
  private @Nullable JobException reason;
  private boolean over;
  private long timer = NONE;

  /** Calls {@code whenOver} on some event loop when the patience is over. */
  Doubt(Vertx vertx, Pace pace, Runnable whenOver) {
    this.vertx = vertx;
    this.pace = pace;
    this.whenOver = whenOver;
  }

  /** Returns what it means if nobody gives the job back, or null without a doubt. */
  synchronized @Nullable JobException reason() {
    return reason;
  }

  /** The job's tracker has ended. */
  synchronized void ended(Job last) {
    String sentence = "task_id: job \"" + last.taskId() + "\" was lost with its tracker";
    begin(new JobException(Kind.GONE, sentence), last);
  }

  /** The tracker does not know the job. Returns false where the patience for that is over. */
  synchronized boolean unknown(JobException refusal, Job last) {
    if (reason == null || reason.kind() != Kind.NOT_FOUND) {
      begin(refusal, last);
    }
    return !over;
  }

  private void begin(JobException why, Job last) {
    settle();
    reason = why;
    long patience = TimeUnit.SECONDS.toMillis(last.heartbeatTimeout()) + pace.longestRetry();
    timer = vertx.setTimer(patience, late -> over(why));
  }

  private void over(JobException which) {
    synchronized (this) {
      if (reason != which) {
        return;
      }
      over = true;
    }
    whenOver.run();
  }

  /** Returns whether the tracker ended, and none has answered in all the patience. */
  synchronized boolean isUnanswered() {
    return over && reason != null && reason.kind() == Kind.GONE;
  }

  /** Ends the doubt. */
  synchronized void settle() {
    vertx.cancelTimer(timer);
    reason = null;
    over = false;
  }
}
