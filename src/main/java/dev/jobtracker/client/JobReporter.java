package dev.jobtracker.client;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobUpdate;
import io.vertx.core.Context;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A worker's handle on its job. May be called from any thread and from a tight loop: a call merges
 * what it says into what waits and returns. One update is in flight at a time, at most 50 are sent
 * in a second, and nothing said last is ever dropped while the job lives. What nobody answered is
 * sent again, with growing pauses of at most 5 seconds, until the work ends and then for 5 minutes.
 * Heartbeats go out by themselves.
 *
 * <p>{@code add} is counted exactly once, also where an answer got lost, as long as no other worker
 * counts on the same job between the loss and the retry; where one does, an unanswered {@code add}
 * whose fate cannot be told is not sent again (at most once).
 *
 * <p>A job that ends or is forgotten by somebody else's hand ends this handle: {@link #isEnded()}
 * and {@link #cancelRequested()} become true and further reports are ignored, since nobody can see
 * them. A tracker that was restarted and has never heard of the job is given it again, as it last
 * was.
 *
 * <p>Tracking never breaks the work: a value that breaks a rule of the contract, or that cannot be
 * read because its own code throws, is left out of the report, with one warning in the log for a
 * job and key. So is a partial result over the tracker's limit.
 */
public final class JobReporter {
  private final CancelSignal cancel;
  private final LeftOut leftOut;
  private final ReportRules rules;

  /** Held for moments only; guards every field that is neither final nor volatile. */
  private final Object lock = new Object();

  private final MergedUpdate waiting = new MergedUpdate();
  private boolean awake;
  private boolean closed;

  private volatile Runnable wake = () -> {};
  private volatile boolean ended;
  private volatile Job job;

  JobReporter(Context workContext, Job job) {
    this.cancel = new CancelSignal(workContext);
    this.leftOut = new LeftOut(job.taskId());
    this.rules = new ReportRules(leftOut);
    this.job = job;
  }

  /** Returns the job's id. */
  public String taskId() {
    return job.taskId();
  }

  /** Returns the job as the tracker last showed it; what waits to be sent is not in it. */
  public Job job() {
    return job;
  }

  /** Reports the fraction done, 0 to 1. */
  public JobReporter progress(double progress) {
    return say("progress", update -> update.progress(progress));
  }

  /** Reports that nobody knows how far the work is. */
  public JobReporter indeterminate() {
    return say("progress", update -> update.progress(null));
  }

  /** Reports what the work does now, for people. */
  public JobReporter step(String step) {
    return say("current_step", update -> update.currentStep(step));
  }

  /** Reports how much is done. */
  public JobReporter done(double done) {
    return say("done", update -> update.done(done));
  }

  /** Reports that this much more is done; several threads may count together. */
  public JobReporter add(double more) {
    return say("add", update -> update.add(more));
  }

  /** Reports how much there is to do, and of what; a null unit means nothing in particular. */
  public JobReporter total(double total, @Nullable String unit) {
    say("unit", update -> update.unit(unit));
    return say("total", update -> update.total(total));
  }

  /** Reports a partial result: any value that a {@code JsonObject} may hold; null clears it. */
  public JobReporter result(@Nullable Object result) {
    String text = rules.sayable(result);
    boolean leftOut = result != null && text == null;
    return leftOut ? this : say("result", update -> update.result(text));
  }

  private JobReporter say(String key, UnaryOperator<JobUpdate.Builder> what) {
    try {
      merge(what.apply(JobUpdate.builder()).build(), false);
    } catch (JobException refusal) {
      leftOut.warn(key, refusal);
    }
    return this;
  }

  /**
   * Reports several keys at once. Left out, with a warning, are a status other than {@code
   * RUNNING}, an error and a revision: the job ends with the work, and its end is told by what the
   * work returns or throws; and a result that is no JSON.
   */
  public JobReporter update(JobUpdate update) {
    merge(rules.allowed(update), false);
    return this;
  }

  /** Merges the last update; what the worker says afterwards is ignored. Returns false if late. */
  boolean close(JobUpdate last) {
    return merge(last, true);
  }

  private boolean merge(JobUpdate update, boolean closing) {
    synchronized (lock) {
      if (closed) {
        return false;
      }
      closed = closing;
      if (!waiting.merge(update)) {
        leftOut.warn("add", "no number holds the sum");
      }
      if (awake && !closing) {
        return true;
      }
      awake = true;
    }
    wake.run();
    return true;
  }

  /** Returns the next update to send, or null; then the next report wakes the sender again. */
  @Nullable JobUpdate take() {
    synchronized (lock) {
      awake = !waiting.isEmpty();
      return awake ? waiting.take() : null;
    }
  }

  boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  /** Sets what a report calls, on the thread that reports, when nothing was waiting before. */
  void onReport(Runnable wake) {
    this.wake = wake;
  }

  /**
   * Returns whether the work should stop: somebody asked for a cancel, or the job has ended or is
   * forgotten, so that the work is in vain. Known from every answer, and at once from the job's
   * event address. One volatile read.
   */
  public boolean cancelRequested() {
    return cancel.isRequested();
  }

  /** Returns why somebody asked for a cancel, or null. */
  public @Nullable String cancelReason() {
    return cancel.reason();
  }

  /** Returns whether somebody else ended the job or had it forgotten. */
  public boolean isEnded() {
    return ended;
  }

  /**
   * Stops the work where a cancel was requested; the job becomes cancelled, unless the work catches
   * this.
   *
   * @throws CancellationException when a cancel was requested
   */
  public void throwIfCancelled() {
    if (cancel.isRequested()) {
      throw new CancellationException(cancelReason());
    }
  }

  /**
   * Says that the work stops because a cancel was requested. When it then returns normally, the job
   * becomes cancelled, and what it returns is the partial result. Without this it counts as
   * completed.
   *
   * @return whether a cancel was requested; if not, nothing happens
   */
  public boolean confirmCancel() {
    return cancel.confirm();
  }

  LeftOut leftOut() {
    return leftOut;
  }

  ReportRules rules() {
    return rules;
  }

  boolean isCancelConfirmed() {
    return cancel.isConfirmed();
  }

  /**
   * Has the handler called once with the reason, or null, when a cancel is requested; soon, if one
   * is already. It runs on the context that called {@code track}.
   */
  public JobReporter onCancel(Consumer<@Nullable String> handler) {
    cancel.onRequest(handler);
    return this;
  }

  /**
   * Takes note of the job as the tracker shows it; an older state than the known one is no news.
   */
  void saw(Job seen) {
    boolean sameRecord = seen.createdAt().equals(job.createdAt());
    if (!sameRecord || seen.revision() > job.revision()) {
      job = seen;
    }
    if (seen.cancelRequested()) {
      requestCancel(seen.cancelReason());
    }
  }

  void requestCancel(@Nullable String reason) {
    cancel.request(reason);
  }

  /** Ends the handle; unless its own last word did so, the work is told to stop. */
  void end() {
    boolean byOthers;
    synchronized (lock) {
      byOthers = !closed;
      closed = true;
      waiting.clear();
    }
    if (byOthers) {
      ended = true;
      requestCancel(null);
    }
  }
}
