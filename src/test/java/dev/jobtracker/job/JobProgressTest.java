package dev.jobtracker.job;

import static dev.jobtracker.job.Samples.apply;
import static dev.jobtracker.job.Samples.assertInvalid;
import static dev.jobtracker.job.Samples.assertRefused;
import static dev.jobtracker.job.Samples.pending;
import static dev.jobtracker.job.Samples.running;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How far a job is: contract section 2, the rules of progress, done, total and add. */
class JobProgressTest {
  @Test
  void progress_rises() {
    Job job = apply(apply(pending(), u -> u.progress(0.25)), u -> u.progress(0.5));
    assertThat(job.progress()).isEqualTo(0.5);
    assertThat(job.revision()).isEqualTo(3);
  }

  @Test
  void progress_below_the_present_one_is_left_out_and_the_rest_applied() {
    Job before = apply(pending(), u -> u.progress(0.5));
    Job job = apply(before, u -> u.progress(0.4).currentStep("late"));
    assertThat(job.progress()).isEqualTo(0.5);
    assertThat(job.currentStep()).isEqualTo("late");
    assertThat(apply(job, u -> u.progress(0.1))).isSameAs(job);
  }

  @Test
  void progress_null_clears_and_any_value_may_follow() {
    Job half = apply(pending(), u -> u.progress(0.5));
    Job unknown = apply(half, u -> u.progress(null));
    assertThat(unknown.progress()).isNull();
    assertThat(apply(unknown, u -> u.progress(0.1)).progress()).isEqualTo(0.1);
    assertThat(apply(unknown, u -> u.progress(null))).isSameAs(unknown);
  }

  @Test
  void progress_above_one_by_a_hair_is_one() {
    assertThat(apply(pending(), u -> u.progress(1 + 1e-9)).progress()).isEqualTo(1.0);
  }

  @Test
  void completed_sets_progress_to_one() {
    assertThat(apply(pending(), u -> u.status(JobStatus.COMPLETED)).progress()).isEqualTo(1.0);
    Job unknown = apply(pending(), u -> u.progress(null));
    assertThat(apply(unknown, u -> u.status(JobStatus.COMPLETED)).progress()).isEqualTo(1.0);
    Job withOther = apply(running(), u -> u.status(JobStatus.COMPLETED).progress(0.2));
    assertThat(withOther.progress()).isEqualTo(1.0);
    Job withNull = apply(running(), u -> u.status(JobStatus.COMPLETED).progress(null));
    assertThat(withNull.progress()).isEqualTo(1.0);
  }

  @Test
  void completed_leaves_done_as_it_was() {
    Job job = apply(pending(), u -> u.done(3.0).total(10.0));
    assertThat(apply(job, u -> u.status(JobStatus.COMPLETED)).done()).isEqualTo(3.0);
  }

  @ParameterizedTest
  @EnumSource(names = {"FAILED", "CANCELLED"})
  void progress_stays_where_it_was_when_the_job_fails_or_is_cancelled(JobStatus end) {
    Job half = apply(pending(), u -> u.progress(0.5));
    assertThat(apply(half, u -> u.status(end)).progress()).isEqualTo(0.5);
  }

  @Test
  void done_is_null_and_progress_zero_at_creation_even_with_a_total() {
    NewJob request = NewJob.of("import").withTotal(900.0, "files");
    Job job =
        JobLife.born(request.asked(Samples.LIMITS), "import_0000002a", Samples.BORN, text -> text);
    assertThat(job.done()).isNull();
    assertThat(job.total()).isEqualTo(900.0);
    assertThat(job.unit()).isEqualTo("files");
    assertThat(job.progress()).isEqualTo(0.0);
  }

  @Test
  void progress_follows_from_done_and_total_whichever_comes_last() {
    Job counted = apply(pending(), u -> u.total(8.0));
    assertThat(counted.progress()).isEqualTo(0.0);
    assertThat(apply(counted, u -> u.done(2.0)).progress()).isEqualTo(0.25);
    Job done = apply(pending(), u -> u.done(2.0));
    assertThat(done.progress()).isEqualTo(0.0);
    assertThat(apply(done, u -> u.total(8.0)).progress()).isEqualTo(0.25);
    assertThat(apply(done, u -> u.total(8.0).done(4.0)).progress()).isEqualTo(0.5);
  }

  @Test
  void progress_that_follows_from_done_is_at_most_one_and_never_falls() {
    Job job = apply(pending(), u -> u.total(8.0).done(4.0));
    assertThat(apply(job, u -> u.done(80.0)).progress()).isEqualTo(1.0);
    Job less = apply(job, u -> u.done(2.0));
    assertThat(less.done()).isEqualTo(2.0);
    assertThat(less.progress()).isEqualTo(0.5);
    Job moreToDo = apply(job, u -> u.total(16.0));
    assertThat(moreToDo.total()).isEqualTo(16.0);
    assertThat(moreToDo.progress()).isEqualTo(0.5);
  }

  @Test
  void progress_that_the_update_gives_wins_over_done() {
    Job job = apply(pending(), u -> u.total(8.0).done(4.0).progress(0.1));
    assertThat(job.progress()).isEqualTo(0.1);
    Job cleared = apply(job, u -> u.done(5.0).progress(null));
    assertThat(cleared.progress()).isNull();
    assertThat(apply(cleared, u -> u.done(2.0)).progress()).isEqualTo(0.25);
  }

  @Test
  void progress_does_not_follow_from_a_total_of_zero_or_an_unknown_one() {
    assertThat(apply(pending(), u -> u.total(0.0).done(4.0)).progress()).isEqualTo(0.0);
    Job job = apply(pending(), u -> u.total(8.0).done(4.0));
    Job noTotal = apply(job, u -> u.total(null));
    assertThat(noTotal.total()).isNull();
    assertThat(noTotal.progress()).isEqualTo(0.5);
    assertThat(apply(noTotal, u -> u.done(8.0)).progress()).isEqualTo(0.5);
    Job noDone = apply(job, u -> u.done(null));
    assertThat(noDone.done()).isNull();
    assertThat(noDone.progress()).isEqualTo(0.5);
  }

  @Test
  void progress_survives_the_smallest_and_largest_counts() {
    Job tiny = apply(pending(), u -> u.total(Double.MIN_VALUE).done(Double.MAX_VALUE));
    assertThat(tiny.progress()).isEqualTo(1.0);
    Job huge = apply(pending(), u -> u.total(Double.MAX_VALUE).done(Double.MIN_VALUE));
    assertThat(huge.progress()).isEqualTo(0.0);
  }

  @Test
  void add_counts_from_zero_where_done_is_null() {
    assertThat(apply(pending(), u -> u.add(3)).done()).isEqualTo(3.0);
    assertThat(apply(pending(), u -> u.add(-3)).done()).isEqualTo(0.0);
    assertThat(apply(pending(), u -> u.add(0)).done()).isEqualTo(0.0);
  }

  @Test
  void add_adds_to_done_and_never_goes_below_zero() {
    Job job = apply(pending(), u -> u.total(10.0).done(4.0));
    assertThat(apply(job, u -> u.add(1.5)).done()).isEqualTo(5.5);
    assertThat(apply(job, u -> u.add(1)).progress()).isEqualTo(0.5);
    assertThat(apply(job, u -> u.add(-1)).done()).isEqualTo(3.0);
    assertThat(apply(job, u -> u.add(-5)).done()).isEqualTo(0.0);
    assertThat(apply(job, u -> u.add(-Double.MAX_VALUE)).done()).isEqualTo(0.0);
    assertThat(apply(job, u -> u.add(0))).isSameAs(job);
  }

  @Test
  void add_that_no_double_can_hold_is_refused() {
    Job job = apply(pending(), u -> u.done(Double.MAX_VALUE));
    assertInvalid(
        "add: must be a finite number, at least 0, found Infinity",
        () -> apply(job, u -> u.add(Double.MAX_VALUE)));
  }

  @Test
  void progress_of_a_completed_job_cannot_be_cleared() {
    Job done = Samples.in(JobStatus.COMPLETED);
    assertRefused(
        JobException.Kind.CONFLICT,
        "job import_0000002a is completed and can no longer change",
        () -> apply(done, u -> u.progress(null)));
    assertThat(apply(done, u -> u.progress(0.5))).isSameAs(done);
    assertThat(apply(done, u -> u.status(JobStatus.COMPLETED).progress(null))).isSameAs(done);
  }
}
