package dev.jobtracker.client;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.wire.Json;
import dev.jobtracker.wire.JsonText;
import io.vertx.core.Context;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
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
 * <p>A value that breaks a rule of the contract is refused to the caller with a {@link
 * JobException} of kind {@code INVALID}, and changes nothing. A partial result over the tracker's
 * limit is dropped, with a warning in the log.
 */
public final class JobReporter {
  private final CancelSignal cancel;

  /** Held for moments only; guards every field that is neither final nor volatile. */
  private final Object lock = new Object();

  private final Waiting waiting = new Waiting();
  private boolean awake;
  private boolean closed;

  private volatile Runnable wake = () -> {};
  private volatile boolean ended;
  private volatile Job job;

  JobReporter(Context workContext, Job job) {
    this.cancel = new CancelSignal(workContext);
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
    return update(JobUpdate.builder().progress(progress).build());
  }

  /** Reports that nobody knows how far the work is. */
  public JobReporter indeterminate() {
    return update(JobUpdate.builder().progress(null).build());
  }

  /** Reports what the work does now, for people. */
  public JobReporter step(String step) {
    return update(JobUpdate.builder().currentStep(step).build());
  }

  /** Reports how much is done. */
  public JobReporter done(double done) {
    return update(JobUpdate.builder().done(done).build());
  }

  /** Reports that this much more is done; several threads may count together. */
  public JobReporter add(double more) {
    return update(JobUpdate.builder().add(more).build());
  }

  /** Reports how much there is to do, and of what; a null unit means nothing in particular. */
  public JobReporter total(double total, @Nullable String unit) {
    return update(JobUpdate.builder().total(total).unit(unit).build());
  }

  /** Reports a partial result: any value that a {@code JsonObject} may hold; null clears it. */
  public JobReporter result(@Nullable Object result) {
    return update(JobUpdate.builder().result(json(result)).build());
  }

  static @Nullable String json(@Nullable Object value) {
    return value == null ? null : new String(JsonText.bytes(value), StandardCharsets.UTF_8);
  }

  /**
   * Reports several keys at once. A status other than {@code RUNNING}, an error and a revision are
   * refused: the job ends with the work, and its end is told by what the work returns or throws.
   */
  public JobReporter update(JobUpdate update) {
    if (update.status() != null && update.status() != JobStatus.RUNNING) {
      String rule = "the work's own end ends the job";
      throw JobException.invalid("status", rule, update.status().text());
    }
    if (update.error() != null) {
      throw JobException.invalid("error", "is told by what the work throws", update.error());
    }
    if (update.ifRevision() != null) {
      throw JobException.invalid("if_revision", "is not for a worker", update.ifRevision());
    }
    String result = update.result().applyTo(null);
    if (result != null) {
      Json.read(result);
    }
    merge(update, false);
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
      waiting.merge(update);
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
