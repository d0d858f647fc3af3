package dev.jobtracker.job;

import static dev.jobtracker.job.Samples.BORN;
import static dev.jobtracker.job.Samples.LIMITS;
import static dev.jobtracker.job.Samples.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A job from plain fields: what a record must hold, by contract sections 1 and 2. */
class JobBuilderTest {
  private static final Instant BIRTH = Micros.instant(BORN);
  private static final Instant LATER = BIRTH.plusSeconds(60);

  private static JobBuilder pending() {
    return Job.builder("import_0000002a", "import")
        .heartbeatTimeout(300)
        .lostAfter(86_400)
        .createdAt(BIRTH)
        .updatedAt(LATER);
  }

  private static JobBuilder running() {
    return pending().status(JobStatus.RUNNING).startedAt(BIRTH);
  }

  private static JobBuilder ended(JobStatus status) {
    return pending().status(status).finishedAt(LATER);
  }

  private static void refused(String sentence, UnaryOperator<JobBuilder> what, JobBuilder job) {
    assertInvalid(sentence, () -> what.apply(job).build());
  }

  @Test
  void job_of_which_little_is_said_is_as_at_its_creation() {
    Job job = pending().build();
    Job made = Samples.pending();
    assertThat(new JobDraft(job).changesNothingIn(made)).isTrue();
    assertThat(job.revision()).isEqualTo(1);
    assertThat(job.retentionMillis()).isZero();
  }

  @Test
  void every_job_that_the_rules_lead_to_can_be_built_again() {
    Job running =
        Samples.apply(
            Samples.running(),
            u -> u.done(3.0).total(7.0).unit("files").result("[1]").progress(null));
    Job cancelled =
        Samples.apply(
            JobLife.cancel(running, "tired", running.updatedAt + 1),
            u -> u.status(JobStatus.CANCELLED).error("stopped"));
    Job lost = JobLife.lose(Samples.pending(), BORN + 9);
    Job never = JobLife.cancel(Samples.pending(), null, BORN + 9);
    for (Job job : new Job[] {running, JobLife.stall(running, BORN + 90), cancelled, lost, never}) {
      Job again = again(job).build();
      Samples.assertSameJob(again, job);
    }
  }

  private static JobBuilder again(Job job) {
    return Job.builder(job.taskId(), job.type())
        .title(job.title())
        .labels(job.labels())
        .status(job.status())
        .progress(job.progress())
        .counts(job.done(), job.total())
        .unit(job.unit())
        .currentStep(job.currentStep())
        .result(job.result())
        .error(job.error())
        .cancel(job.cancelRequested(), job.cancelReason())
        .stalled(job.stalled())
        .heartbeatTimeout(job.heartbeatTimeout())
        .lostAfter(job.lostAfter())
        .retentionMillis(job.retentionMillis())
        .revision(job.revision())
        .createdAt(job.createdAt())
        .updatedAt(job.updatedAt())
        .startedAt(job.startedAt())
        .finishedAt(job.finishedAt());
  }

  @Test
  void retention_follows_from_the_times_or_is_said() {
    Job job = ended(JobStatus.FAILED).expiresAt(LATER.plusMillis(1_500)).build();
    assertThat(job.retentionMillis()).isEqualTo(1_500);
    assertThat(job.expiresAt()).isEqualTo(LATER.plusMillis(1_500));
    assertThat(running().retentionMillis(7).build().retentionMillis()).isEqualTo(7);
    assertThat(Samples.pending().retentionMillis()).isEqualTo(LIMITS.retention().toMillis());
  }

  @Test
  void values_are_checked_by_their_own_rules() {
    refused(
        "title: must have at most 200 characters, found \"" + "t".repeat(60) + "…\"",
        job -> job.title("t".repeat(201)),
        pending());
    refused(
        "progress: must be a number from 0 to 1, found 1.5", job -> job.progress(1.5), running());
    refused(
        "done: must be a finite number, at least 0, found -1.0",
        job -> job.counts(-1.0, null),
        running());
    refused("revision: must be at least 1, found 0", job -> job.revision(0), running());
    refused(
        "heartbeat_timeout: must be whole seconds from 1 to 604800, found 0",
        job -> job.heartbeatTimeout(0),
        running());
    refused(
        "labels: every key must match [A-Za-z0-9][A-Za-z0-9_./-]{0,62}, found \"\"",
        job -> job.labels(Map.of("", "x")),
        running());
    assertInvalid(
        "task_id: must be \"import_\" followed by 8 to 64 of [A-Za-z0-9-], found \"export_0000002a\"",
        () -> Job.builder("export_0000002a", "import").build());
  }

  @Test
  void values_must_go_with_the_state() {
    refused(
        "progress: must be 1 on a completed job, found 0.3",
        job -> job.progress(0.3),
        ended(JobStatus.COMPLETED));
    refused(
        "error: is only for a job that is failed or cancelled, found \"running\"",
        job -> job.error("why"),
        running());
    refused(
        "stalled: only what runs can be, found \"pending\"", job -> job.stalled(true), pending());
    refused(
        "cancel_reason: is only for a job with cancel_requested, found \"tired\"",
        job -> job.cancel(false, "tired"),
        running());
  }

  @Test
  void times_must_go_with_the_state_and_with_each_other() {
    refused(
        "finished_at: is there when a job has ended, and only then, found \"running\"",
        job -> job.finishedAt(LATER),
        running());
    refused(
        "finished_at: is there when a job has ended, and only then, found \"failed\"",
        job -> job.finishedAt(null),
        ended(JobStatus.FAILED));
    refused(
        "started_at: is there when a job runs, and not while it is pending, found \"running\"",
        job -> job.startedAt(null),
        running());
    refused(
        "started_at: is there when a job runs, and not while it is pending, found \"pending\"",
        job -> job.startedAt(BIRTH),
        pending());
    refused(
        "started_at: must lie between created_at and updated_at, found " + LATER.plusSeconds(1),
        job -> job.startedAt(LATER.plusSeconds(1)),
        running());
    refused(
        "updated_at: must not lie before created_at, found \"pending\"",
        job -> job.updatedAt(BIRTH.minusSeconds(1)),
        pending());
    refused(
        "expires_at: is only for a job that has ended, found " + LATER,
        job -> job.expiresAt(LATER),
        running());
    refused(
        "expires_at: must lie up to 604800 seconds after finished_at, found " + BIRTH,
        job -> job.expiresAt(BIRTH),
        ended(JobStatus.FAILED));
  }
}
