package dev.jobtracker.client;

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
 *       {@code done} after {@code add} replaces it. Each add stops at zero, as it would by itself;
 *   <li>what one update cannot say leaves in several: an add that ends at zero, the null that
 *       progress is cleared with, a progress that was named, then the rest.
 * </ul>
 *
 * <p>One thing is lost with the states in between: a count that falls again while it waits leaves
 * no high-water mark in {@code progress}.
 *
 * <p>Not safe for use by several threads.
 */
final class MergedUpdate {
  private boolean some;
  private @Nullable JobStatus status;
  private boolean clearsProgress;
  private double progress = Double.NaN;
  private boolean derivesProgress;
  private Patch<Double> done = Patch.keep();
  private final Additions adds = new Additions();
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
    adds.clear();
    total = Patch.keep();
    unit = Patch.keep();
    step = null;
    result = Patch.keep();
    error = null;
  }

  /**
   * Adds an update; returns false where its {@code add} is left out, as no number holds the sum.
   */
  boolean merge(JobUpdate update) {
    boolean added = update.add() == null || mergeAdd(update.add());
    some = true;
    status = update.status() == null ? status : update.status();
    mergeProgress(update);
    if (update.done().isCarried()) {
      done = update.done();
      adds.clear();
    }
    total = later(total, update.total());
    unit = later(unit, update.unit());
    step = update.currentStep() == null ? step : update.currentStep();
    result = later(result, update.result());
    error = update.error() == null ? error : update.error();
    return added;
  }

  private boolean mergeAdd(double more) {
    if (!done.isCarried()) {
      return adds.add(more);
    }
    Double before = done.applyTo(null);
    double sum = (before == null ? 0 : before) + more;
    boolean finite = Double.isFinite(sum);
    if (finite) {
      done = Patch.to(Math.max(0, sum));
    }
    return finite;
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
    if (!adds.isOne()) {
      return takeDown();
    }
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

  /** Goes first: what progress follows from it is below all that is said about progress later. */
  private JobUpdate takeDown() {
    JobUpdate.Builder down = JobUpdate.builder().add(adds.takeDown());
    return total.isCarried() ? down.total(total.applyTo(null)).build() : down.build();
  }

  private JobUpdate all(boolean named) {
    Patch<Double> change = named ? Patch.to(progress) : Patch.keep();
    return new JobUpdate(
        status,
        clearsProgress && !named ? Patch.clear() : change,
        done,
        adds.isEmpty() ? null : (Double) adds.sum(),
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
