package dev.jobtracker.client;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.Patch;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a worker has said and nobody has sent yet, merged so that sending it leaves the job as
 * sending every update one by one would:
 *
 * <ul>
 *   <li>a later value of a key replaces the earlier one, and so does a later null;
 *   <li>{@code progress} keeps the highest value, because the job does;
 *   <li>{@code add} after {@code add} is their sum, after {@code done} it changes that value, and
 *       {@code done} after {@code add} replaces it. A sum is formed before the job's floor at zero;
 *   <li>what one update cannot say leaves in several: the null that progress is cleared with, then
 *       a progress that was named, then the counts that another progress follows from.
 * </ul>
 *
 * <p>One thing is lost with the states in between: a count that falls again while it waits leaves
 * no high-water mark in {@code progress}.
 *
 * <p>Not safe for use by several threads.
 */
final class Waiting {
  private boolean some;
  private @Nullable JobStatus status;
  private boolean clearsProgress;
  private double progress = Double.NaN;
  private boolean derivesProgress;
  private Patch<Double> done = Patch.keep();
  private @Nullable Double add;
  private Patch<Double> total = Patch.keep();
  private Patch<String> unit = Patch.keep();
  private @Nullable String step;
  private Patch<String> result = Patch.keep();
  private @Nullable String error;

  boolean isEmpty() {
    return !some;
  }

  void clear() {
    some = false;
    status = null;
    clearsProgress = false;
    progress = Double.NaN;
    derivesProgress = false;
    done = Patch.keep();
    add = null;
    total = Patch.keep();
    unit = Patch.keep();
    step = null;
    result = Patch.keep();
    error = null;
  }

  /** Adds an update, which is refused as a whole where its sum leaves the numbers. */
  void merge(JobUpdate update) {
    if (update.add() != null) {
      mergeAdd(update.add());
    }
    some = true;
    status = update.status() == null ? status : update.status();
    mergeProgress(update);
    if (update.done().isCarried()) {
      done = update.done();
      add = null;
    }
    total = later(total, update.total());
    unit = later(unit, update.unit());
    step = update.currentStep() == null ? step : update.currentStep();
    result = later(result, update.result());
    error = update.error() == null ? error : update.error();
  }

  private void mergeAdd(double more) {
    boolean onDone = done.isCarried();
    Double before = onDone ? done.applyTo(null) : add;
    double sum = (before == null ? 0 : before) + more;
    if (!Double.isFinite(sum)) {
      throw JobException.invalid("add", "the sum must be a finite number", more);
    }
    if (onDone) {
      done = Patch.to(Math.max(0, sum));
    } else {
      add = sum;
    }
  }

  private void mergeProgress(JobUpdate update) {
    Double value = update.progress().applyTo(null);
    if (value != null) {
      progress = Double.isNaN(progress) ? value : Math.max(progress, value);
    } else if (update.progress().isCarried()) {
      clearsProgress = true;
      progress = Double.NaN;
      derivesProgress = false;
    } else if (update.done().isCarried() || update.add() != null || update.total().isCarried()) {
      derivesProgress = true;
    }
  }

  private static <T> Patch<T> later(Patch<T> before, Patch<T> after) {
    return after.isCarried() ? after : before;
  }

  /** Takes out the next update to send; the rest, where it needs another, keeps waiting. */
  JobUpdate take() {
    boolean named = !Double.isNaN(progress);
    if (status != JobStatus.COMPLETED && clearsProgress && (named || derivesProgress)) {
      clearsProgress = false;
      return JobUpdate.builder().progress(null).build();
    }
    if (status != JobStatus.COMPLETED && named && derivesProgress) {
      JobUpdate first = JobUpdate.builder().progress(progress).build();
      progress = Double.NaN;
      return first;
    }
    JobUpdate all = all(named);
    clear();
    return all;
  }

  private JobUpdate all(boolean named) {
    Patch<Double> change = named ? Patch.to(progress) : Patch.keep();
    return new JobUpdate(
        status,
        clearsProgress && !named ? Patch.clear() : change,
        done,
        add,
        total,
        unit.isCarried() ? Patch.to(sendable(unit.applyTo(null))) : unit,
        sendable(step),
        result,
        sendable(error),
        null);
  }

  /** Replaces half a surrogate pair, which no tracker takes: a worker must get its word in. */
  private static @Nullable String sendable(@Nullable String text) {
    return text == null
        ? null
        : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
