package dev.jobtracker.job;

import static dev.jobtracker.job.Samples.BORN;
import static dev.jobtracker.job.Samples.apply;
import static dev.jobtracker.job.Samples.assertInvalid;
import static dev.jobtracker.job.Samples.assertRefused;
import static dev.jobtracker.job.Samples.in;
import static dev.jobtracker.job.Samples.pending;
import static dev.jobtracker.job.Samples.running;
import static dev.jobtracker.job.Samples.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.job.JobException.Kind;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The life of one job: contract section 2. */
class JobTest {
  private static final String ENDED = "job import_0000002a is %s and can no longer change";

  @Test
  void new_job_is_pending_and_nothing_is_known_of_it() {
    Job job = pending();
    assertThat(job.taskId()).isEqualTo("import_0000002a");
    assertThat(job.type()).isEqualTo("import");
    assertThat(job.status()).isEqualTo(JobStatus.PENDING);
    assertThat(job.progress()).isEqualTo(0.0);
    assertThat(job.currentStep()).isEqualTo("Initializing");
    assertThat(job.revision()).isEqualTo(1);
    assertThat(job.heartbeatTimeout()).isEqualTo(300);
    assertThat(job.labels()).isEmpty();
    assertThat(job.cancelRequested()).isFalse();
    assertThat(job.stalled()).isFalse();
    assertThat(job.createdAt()).isEqualTo(job.updatedAt()).isEqualTo(Micros.instant(BORN));
    assertThat(new Object[] {job.title(), job.done(), job.total(), job.unit(), job.result()})
        .containsOnlyNulls();
    assertThat(new Object[] {job.error(), job.cancelReason(), job.startedAt(), job.finishedAt()})
        .containsOnlyNulls();
    assertThat(job.expiresAt()).isNull();
  }

  @Test
  void pending_job_starts_with_progress_done_add_or_a_step() {
    List<UnaryOperator<JobUpdate.Builder>> starters =
        List.of(
            u -> u.progress(0.0),
            u -> u.progress(null),
            u -> u.done(0.0),
            u -> u.add(0),
            u -> u.currentStep(Job.FIRST_STEP),
            u -> u.status(JobStatus.PENDING).progress(0.5),
            u -> u.status(JobStatus.RUNNING));
    for (UnaryOperator<JobUpdate.Builder> starter : starters) {
      Job job = apply(pending(), starter);
      assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
      assertThat(job.startedAt()).isEqualTo(job.updatedAt());
    }
  }

  @Test
  void pending_job_does_not_start_with_anything_else() {
    List<UnaryOperator<JobUpdate.Builder>> others =
        List.of(
            u -> u,
            u -> u.total(9.0),
            u -> u.unit("files"),
            u -> u.result("{}"),
            u -> u.status(JobStatus.PENDING));
    for (UnaryOperator<JobUpdate.Builder> other : others) {
      Job job = apply(pending(), other);
      assertThat(job.status()).isEqualTo(JobStatus.PENDING);
      assertThat(job.startedAt()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"COMPLETED", "FAILED", "CANCELLED"})
  void started_at_stays_null_when_the_job_never_ran(JobStatus end) {
    Job job = in(end);
    assertThat(job.startedAt()).isNull();
    assertThat(job.finishedAt()).isEqualTo(job.updatedAt());
    assertThat(job.expiresAt()).isEqualTo(job.updatedAt().plusSeconds(3_600));
  }

  @Test
  void started_at_stays_as_it_was_once_the_job_runs() {
    Job job = running();
    Job ended = apply(apply(job, u -> u.progress(0.5)), u -> u.status(JobStatus.COMPLETED));
    assertThat(ended.startedAt()).isEqualTo(job.startedAt()).isNotNull();
    assertThat(ended.finishedAt()).isAfter(ended.startedAt());
  }

  @ParameterizedTest
  @EnumSource(names = {"COMPLETED", "FAILED", "CANCELLED"})
  void terminal_job_refuses_every_change(JobStatus end) {
    Job job = in(end);
    List<UnaryOperator<JobUpdate.Builder>> changes =
        List.of(
            u -> u.currentStep("more"),
            u -> u.result("1"),
            u -> u.done(1.0),
            u -> u.add(1),
            u -> u.total(7.0),
            u -> u.unit("files"),
            u -> u.progress(null),
            u -> u.status(end).result("1"));
    for (UnaryOperator<JobUpdate.Builder> change : changes) {
      assertRefused(Kind.CONFLICT, ENDED.formatted(end.text()), () -> apply(job, change));
    }
  }

  @Test
  void result_that_says_the_same_in_other_words_is_no_change() {
    Job job = apply(running(), u -> u.status(JobStatus.COMPLETED).result("{\"a\":1,\"b\":[2.0]}"));
    assertThat(apply(job, u -> u.result("{\"b\":[2],\"a\":1.0}"))).isSameAs(job);
    assertRefused(
        Kind.CONFLICT,
        ENDED.formatted("completed"),
        () -> apply(job, u -> u.result("{\"b\":[2],\"a\":1.5}")));
  }

  @ParameterizedTest
  @EnumSource(names = {"COMPLETED", "FAILED", "CANCELLED"})
  void terminal_job_takes_its_last_word_twice(JobStatus end) {
    UnaryOperator<JobUpdate.Builder> lastWord =
        u -> {
          u.status(end).progress(0.5).done(3.0).total(6.0).unit("files").result("{\"a\":1}");
          return end == JobStatus.COMPLETED
              ? u.currentStep("end")
              : u.currentStep("end").error("e".repeat(20_000));
        };
    Job job = apply(running(), lastWord);
    assertThat(job.status()).isEqualTo(end);
    assertThat(apply(job, lastWord)).isSameAs(job);
    assertThat(apply(job, u -> u)).isSameAs(job);
    assertThat(apply(job, u -> u.status(end))).isSameAs(job);
  }

  @Test
  void update_that_changes_nothing_answers_the_same_revision() {
    Job job = apply(pending(), u -> u.progress(0.5).done(5.0).unit("f").result("1"));
    assertThat(apply(job, u -> u.progress(0.5).done(5.0).unit("f").result("1"))).isSameAs(job);
    assertThat(apply(job, u -> u.status(JobStatus.RUNNING))).isSameAs(job);
  }

  @Test
  void only_what_the_update_carries_changes() {
    Job job = apply(pending(), u -> u.progress(0.5).done(5.0).total(9.0).unit("f").result("1"));
    Job next = apply(job, u -> u.currentStep("next"));
    assertThat(next.currentStep()).isEqualTo("next");
    assertThat(next.progress()).isEqualTo(0.5);
    assertThat(next.done()).isEqualTo(5.0);
    assertThat(next.total()).isEqualTo(9.0);
    assertThat(next.unit()).isEqualTo("f");
    assertThat(next.result()).isEqualTo("1");
  }

  @Test
  void null_clears_what_may_be_cleared() {
    Job job = apply(pending(), u -> u.progress(0.5).done(5.0).total(9.0).unit("f").result("1"));
    Job cleared = apply(job, u -> u.progress(null).done(null).total(null).unit(null).result(null));
    assertThat(new Object[] {cleared.progress(), cleared.done(), cleared.total()})
        .containsOnlyNulls();
    assertThat(new Object[] {cleared.unit(), cleared.result()}).containsOnlyNulls();
  }

  @Test
  void result_may_be_set_while_running_and_with_the_terminal_update() {
    Job partial = apply(running(), u -> u.result("[1]"));
    assertThat(partial.result()).isEqualTo("[1]");
    Job ended = apply(partial, u -> u.status(JobStatus.COMPLETED).result("[1,2]"));
    assertThat(ended.result()).isEqualTo("[1,2]");
  }

  @ParameterizedTest
  @EnumSource(names = {"FAILED", "CANCELLED"})
  void error_comes_with_the_update_that_fails_or_cancels(JobStatus end) {
    Job job = apply(running(), u -> u.status(end).error("disk full"));
    assertThat(job.error()).isEqualTo("disk full");
    assertThat(apply(job, u -> u.error("disk full"))).isSameAs(job);
    assertRefused(
        Kind.CONFLICT, ENDED.formatted(end.text()), () -> apply(job, u -> u.error("other")));
  }

  @Test
  void error_on_a_job_that_does_not_fail_is_invalid() {
    String rule = "error: is only for a job that is or becomes failed or cancelled, found ";
    assertInvalid(rule + "\"pending\"", () -> apply(pending(), u -> u.error("x")));
    assertInvalid(rule + "\"running\"", () -> apply(running(), u -> u.error("x")));
    assertInvalid(
        rule + "\"running\"", () -> apply(pending(), u -> u.status(JobStatus.RUNNING).error("x")));
    assertInvalid(
        rule + "\"completed\"",
        () -> apply(running(), u -> u.status(JobStatus.COMPLETED).error("x")));
  }

  @Test
  void error_on_a_completed_job_is_a_conflict() {
    String sentence = "error: the job is completed and can no longer change";
    Job job = in(JobStatus.COMPLETED);
    assertRefused(Kind.CONFLICT, sentence, () -> apply(job, u -> u.error("x")));
    assertRefused(
        Kind.CONFLICT, sentence, () -> apply(job, u -> u.status(JobStatus.COMPLETED).error("x")));
  }

  @Test
  void heartbeat_changes_no_revision() {
    Job job = running();
    assertThat(JobLife.apply(job, JobUpdate.HEARTBEAT, BORN + 1_000)).isSameAs(job);
    Job waiting = pending();
    assertThat(JobLife.apply(waiting, JobUpdate.HEARTBEAT, BORN + 1_000)).isSameAs(waiting);
  }

  @Test
  void heartbeat_clears_stalled_with_a_revision() {
    Job stalled = JobLife.stall(running(), BORN + 1_000);
    assertThat(stalled.stalled()).isTrue();
    assertThat(stalled.revision()).isEqualTo(3);
    Job alive = JobLife.apply(stalled, JobUpdate.HEARTBEAT, BORN + 2_000);
    assertThat(alive.stalled()).isFalse();
    assertThat(alive.revision()).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource(names = {"COMPLETED", "FAILED", "CANCELLED"})
  void stalled_is_cleared_when_the_job_ends(JobStatus end) {
    Job stalled = JobLife.stall(running(), BORN + 1_000);
    assertThat(apply(stalled, u -> u.status(end)).stalled()).isFalse();
    assertThat(JobLife.lose(stalled, BORN + 2_000).stalled()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void if_revision_of_another_revision_is_stale_in_every_state(JobStatus status) {
    Job job = in(status);
    long other = job.revision() + 1;
    assertRefused(
        Kind.STALE,
        "if_revision: the job is at revision " + job.revision() + ", not " + other,
        () -> apply(job, u -> u.ifRevision(other).currentStep("x")));
    assertThat(apply(job, u -> u.ifRevision(job.revision()))).isSameAs(job);
  }

  @Test
  void if_revision_comes_before_the_state() {
    assertRefused(
        Kind.STALE,
        "if_revision: the job is at revision 2, not 1",
        () -> apply(in(JobStatus.FAILED), u -> u.ifRevision(1).status(JobStatus.RUNNING)));
  }

  @Test
  void refused_update_changes_nothing() {
    Job job = running();
    String before = job.toString() + job.updatedAt() + job.progress();
    assertInvalid(
        "error: is only for a job that is or becomes failed or cancelled, found \"running\"",
        () -> apply(job, u -> u.progress(0.9).error("x")));
    assertThat(job.toString() + job.updatedAt() + job.progress()).isEqualTo(before);
  }

  @Test
  void updated_at_rises_strictly_while_the_clock_stands_still_or_goes_back() {
    Job job = running();
    Job same = JobLife.apply(job, update(u -> u.currentStep("a")), job.updatedAt);
    Job back = JobLife.apply(same, update(u -> u.currentStep("b")), 0);
    assertThat(same.updatedAt()).isAfter(job.updatedAt());
    assertThat(back.updatedAt()).isAfter(same.updatedAt());
    Job ended = JobLife.apply(back, update(u -> u.status(JobStatus.COMPLETED)), 0);
    assertThat(ended.finishedAt()).isEqualTo(ended.updatedAt()).isAfter(back.updatedAt());
  }

  @Test
  void lost_job_fails_with_a_sentence_that_tells_how_long() {
    Job job = JobLife.lose(running(), BORN + 1_000);
    assertThat(job.status()).isEqualTo(JobStatus.FAILED);
    assertThat(job.error()).isEqualTo("lost: no update for 1d");
  }
}
