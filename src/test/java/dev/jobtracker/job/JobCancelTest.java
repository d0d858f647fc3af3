package dev.jobtracker.job;

import static dev.jobtracker.job.Samples.BORN;
import static dev.jobtracker.job.Samples.apply;
import static dev.jobtracker.job.Samples.assertRefused;
import static dev.jobtracker.job.Samples.in;
import static dev.jobtracker.job.Samples.pending;
import static dev.jobtracker.job.Samples.running;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cancel is cooperative: contract section 2. */
class JobCancelTest {
  private static final long LATER = BORN + 1_000;

  @Test
  void pending_job_is_cancelled_at_once_with_the_reason() {
    Job job = JobLife.cancel(pending(), "not needed", LATER);
    assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(job.cancelRequested()).isTrue();
    assertThat(job.cancelReason()).isEqualTo("not needed");
    assertThat(job.error()).isNull();
    assertThat(job.startedAt()).isNull();
    assertThat(job.finishedAt()).isEqualTo(job.updatedAt());
    assertThat(job.revision()).isEqualTo(2);
  }

  @Test
  void running_job_is_marked_and_runs_on() {
    Job job = JobLife.cancel(running(), null, LATER);
    assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
    assertThat(job.cancelRequested()).isTrue();
    assertThat(job.cancelReason()).isNull();
    assertThat(job.finishedAt()).isNull();
    assertThat(job.revision()).isEqualTo(3);
  }

  @Test
  void asking_again_changes_nothing() {
    Job job = JobLife.cancel(running(), "first", LATER);
    assertThat(JobLife.cancel(job, "second", LATER + 1_000)).isSameAs(job);
    Job silent = JobLife.cancel(running(), null, LATER);
    assertThat(JobLife.cancel(silent, "second", LATER + 1_000)).isSameAs(silent);
  }

  @ParameterizedTest
  @EnumSource(names = {"COMPLETED", "FAILED", "CANCELLED"})
  void cancel_requested_stays_when_the_job_ends(JobStatus end) {
    Job job = apply(JobLife.cancel(running(), "why", LATER), u -> u.status(end));
    assertThat(job.status()).isEqualTo(end);
    assertThat(job.cancelRequested()).isTrue();
    assertThat(job.cancelReason()).isEqualTo("why");
  }

  @Test
  void cancel_requested_stays_false_when_the_worker_stops_by_itself() {
    assertThat(in(JobStatus.CANCELLED).cancelRequested()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"COMPLETED", "FAILED"})
  void completed_or_failed_job_refuses(JobStatus end) {
    assertRefused(
        JobException.Kind.CONFLICT,
        "job import_0000002a is " + end.text() + " and can no longer change",
        () -> JobLife.cancel(in(end), "too late", LATER));
    Job asked = apply(JobLife.cancel(running(), "why", LATER), u -> u.status(end));
    assertRefused(
        JobException.Kind.CONFLICT,
        "job import_0000002a is " + end.text() + " and can no longer change",
        () -> JobLife.cancel(asked, "why", LATER + 5_000));
  }

  @Test
  void cancelled_job_is_answered_as_it_is() {
    Job job = in(JobStatus.CANCELLED);
    assertThat(JobLife.cancel(job, "again", LATER)).isSameAs(job);
  }

  @Test
  void reason_is_cut_at_1_000_characters() {
    assertThat(JobLife.cancel(running(), "r".repeat(1_000), LATER).cancelReason())
        .isEqualTo("r".repeat(1_000));
    assertThat(JobLife.cancel(running(), "r".repeat(1_001), LATER).cancelReason())
        .isEqualTo("r".repeat(993) + "… (cut)");
  }

  @Test
  void cancel_is_no_sign_of_life_of_the_worker() {
    Job stalled = JobLife.stall(running(), LATER);
    assertThat(JobLife.cancel(stalled, null, LATER + 1).stalled()).isTrue();
  }
}
