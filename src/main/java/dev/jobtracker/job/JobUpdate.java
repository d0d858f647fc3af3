package dev.jobtracker.job;

import dev.jobtracker.text.Texts;
import org.jspecify.annotations.Nullable;

/**
 * What an update says (contract, section 2). Only what it carries changes; an update that carries
 * nothing is a heartbeat. Values are checked when the record is built, texts are cut to their
 * limits.
 *
 * @param status the state to move to, or null
 * @param progress a fraction from 0 to 1; cleared = nobody knows how far
 * @param done how much is done, finite and at least 0
 * @param add how much more is done than before, finite, may be negative; null = not carried; never
 *     together with {@code done}
 * @param total how much there is to do, finite and at least 0
 * @param unit what is counted, at most 32 characters
 * @param currentStep what the worker does now, cut at 1,000 characters; null = not carried
 * @param result any JSON as compact text
 * @param error why the job ends, cut at 10,000 characters; null = not carried
 * @param ifRevision the only revision to which the update may be applied; null = any
 */
public record JobUpdate(
    @Nullable JobStatus status,
    Patch<Double> progress,
    Patch<Double> done,
    @Nullable Double add,
    Patch<Double> total,
    Patch<String> unit,
    @Nullable String currentStep,
    Patch<String> result,
    @Nullable String error,
    @Nullable Long ifRevision) {

  /** The revision to ask for so that an update holds for no job at all: none ever has it. */
  public static final long NO_REVISION = Long.MAX_VALUE;

  /** The update that carries nothing: a sign of life. */
  public static final JobUpdate HEARTBEAT = builder().build();

  /** Checks every value and cuts the texts. */
  public JobUpdate {
    if (add != null && done.isCarried()) {
      throw JobException.invalid("add", "must not come together with done", add);
    }
    progress =
        progress instanceof Patch.Set<Double> p ? Patch.to(Rules.progress(p.value())) : progress;
    done = count("done", done);
    total = count("total", total);
    add = add == null ? null : (Double) Rules.finite("add", add);
    if (unit instanceof Patch.Set<String> set) {
      Rules.atMost("unit", Rules.MAX_UNIT, set.value());
    }
    currentStep = currentStep == null ? null : Texts.cut(currentStep, Rules.MAX_STEP);
    error = error == null ? null : Texts.cut(error, Rules.MAX_ERROR);
    if (ifRevision != null && ifRevision < 1) {
      throw JobException.invalid("if_revision", "must be a whole number, at least 1", ifRevision);
    }
  }

  private static Patch<Double> count(String key, Patch<Double> patch) {
    return patch instanceof Patch.Set<Double> set ? Patch.to(Rules.count(key, set.value())) : patch;
  }

  /** Returns whether a pending job runs from this update on, even if it names no status. */
  boolean starts() {
    return progress.isCarried() || done.isCarried() || add != null || currentStep != null;
  }

  /** Returns whether done or total change here, so that progress may follow from them. */
  boolean counts() {
    return done.isCarried() || add != null || total.isCarried();
  }

  /** Returns a builder that carries nothing yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects what an update carries. Not safe for use by several threads. */
  public static final class Builder {
    private @Nullable JobStatus status;
    private Patch<Double> progress = Patch.keep();
    private Patch<Double> done = Patch.keep();
    private @Nullable Double add;
    private Patch<Double> total = Patch.keep();
    private Patch<String> unit = Patch.keep();
    private @Nullable String currentStep;
    private Patch<String> result = Patch.keep();
    private @Nullable String error;
    private @Nullable Long ifRevision;

    private Builder() {}

    /** Moves the job to this state. */
    public Builder status(JobStatus status) {
      this.status = status;
      return this;
    }

    /** Sets the fraction done, 0 to 1; null = nobody knows how far. */
    public Builder progress(@Nullable Double progress) {
      this.progress = Patch.to(progress);
      return this;
    }

    /** Sets how much is done; null = unknown. */
    public Builder done(@Nullable Double done) {
      this.done = Patch.to(done);
      return this;
    }

    /** Adds to how much is done. */
    public Builder add(double add) {
      this.add = add;
      return this;
    }

    /** Sets how much there is to do; null = unknown. */
    public Builder total(@Nullable Double total) {
      this.total = Patch.to(total);
      return this;
    }

    /** Sets what is counted; null = nothing in particular. */
    public Builder unit(@Nullable String unit) {
      this.unit = Patch.to(unit);
      return this;
    }

    /** Sets what the worker does now. */
    public Builder currentStep(String currentStep) {
      this.currentStep = currentStep;
      return this;
    }

    /** Sets the result, compact JSON text; null clears it. */
    public Builder result(@Nullable String result) {
      this.result = Patch.to(result);
      return this;
    }

    /** Sets why the job ends; only with {@code FAILED} or {@code CANCELLED}. */
    public Builder error(String error) {
      this.error = error;
      return this;
    }

    /** Lets the update apply to this revision only. */
    public Builder ifRevision(long revision) {
      this.ifRevision = revision;
      return this;
    }

    /** Returns the update; a broken rule is a {@link JobException} of kind {@code INVALID}. */
    public JobUpdate build() {
      return new JobUpdate(
          status, progress, done, add, total, unit, currentStep, result, error, ifRevision);
    }
  }
}
