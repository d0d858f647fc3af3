package dev.jobtracker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Jobs, updates and limits that tests begin with, and how a test asks for a refusal. */
public final class Samples {
  /** The limits that the contract names as defaults, with room for few jobs and few gone ids. */
  public static final JobLimits LIMITS = limits(100, 100);

  /** When sample jobs are created, in microseconds. */
  static final long BORN = 1_770_000_000_000_000L;

  private Samples() {}

  public static JobLimits limits(int maxJobs, int maxGone) {
    return new JobLimits(
        maxJobs,
        maxGone,
        Duration.ofHours(1),
        Duration.ofDays(7),
        Duration.ofMinutes(5),
        Duration.ofHours(24));
  }

  public static Job pending() {
    return pending("import_0000002a", BORN);
  }

  public static Job pending(String taskId, long createdAt) {
    return JobLife.born(NewJob.of("import").asked(LIMITS), taskId, createdAt, text -> text);
  }

  static Job running() {
    return JobLife.apply(pending(), update(u -> u.status(JobStatus.RUNNING)), BORN + 10);
  }

  /** Returns a job that has become this by a single update. */
  static Job in(JobStatus status) {
    return status == JobStatus.PENDING
        ? pending()
        : JobLife.apply(pending(), update(u -> u.status(status)), BORN + 10);
  }

  public static JobUpdate update(UnaryOperator<JobUpdate.Builder> what) {
    return what.apply(JobUpdate.builder()).build();
  }

  /** Applies an update one millisecond after the job's present revision. */
  public static Job apply(Job job, UnaryOperator<JobUpdate.Builder> what) {
    return JobLife.apply(job, update(what), job.updatedAt + 1_000);
  }

  /** Returns whether a move from one to the other would change nothing. */
  public static boolean sayTheSame(Job before, Job after) {
    return new JobDraft(before).changesNothingIn(after);
  }

  /** An ended job is made anew at every look, so it is compared by all that it says. */
  public static void assertSameJob(Job actual, Job expected) {
    if (actual != expected && !valuesOf(actual).equals(valuesOf(expected))) {
      assertThat(valuesOf(actual)).as("%s", actual).isEqualTo(valuesOf(expected));
    }
  }

  /** Returns the values of all fields, whichever there are. */
  private static List<Object> valuesOf(Job job) {
    List<Object> values = new ArrayList<>();
    try {
      for (Field field : Job.class.getDeclaredFields()) {
        values.add(field.get(job));
      }
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
    return values;
  }

  public static void assertRefused(JobException.Kind kind, String sentence, ThrowingCallable call) {
    JobException refusal = catchThrowableOfType(JobException.class, call);
    assertThat(refusal).as("a refusal of kind %s", kind).isNotNull();
    assertThat(refusal.kind()).isEqualTo(kind);
    assertThat(refusal).hasMessage(sentence);
  }

  public static void assertInvalid(String sentence, ThrowingCallable call) {
    assertRefused(JobException.Kind.INVALID, sentence, call);
  }
}
