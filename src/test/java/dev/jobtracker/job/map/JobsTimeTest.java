package dev.jobtracker.job.map;

import static dev.jobtracker.job.Samples.assertRefused;
import static dev.jobtracker.job.Samples.assertSameJob;
import static dev.jobtracker.job.Samples.limits;
import static dev.jobtracker.job.Samples.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.TestClock;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobLimits;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.job.Samples;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens to jobs by themselves as time passes: contract section 3. */
class JobsTimeTest {
  private static final int ALL = 10_000;
  private static final long DAY = 86_400;

  private final TestClock clock = new TestClock();
  private final Ledger ledger = new Ledger();
  private final Jobs jobs = new Jobs(limits(1_000, 1_000), clock, ledger);

  @Test
  void ended_job_is_forgotten_at_expires_at_and_not_before() {
    String id = create();
    clock.advanceSeconds(5);
    Job ended = jobs.update(id, update(u -> u.status(JobStatus.COMPLETED)));
    assertThat(ended.expiresAt()).isEqualTo(TestClock.START.plusSeconds(3_605));
    clock.set(ended.expiresAt().minusNanos(1_000));
    jobs.sweep(ALL);
    assertSameJob(jobs.get(id), ended);
    clock.set(ended.expiresAt());
    jobs.sweep(ALL);
    assertRefused(
        JobException.Kind.GONE,
        "task_id: job \"" + id + "\" was deleted, expired, evicted or cleared",
        () -> jobs.get(id));
    assertThat(ledger.removals).containsExactly(id + " expired");
    assertThat(jobs.stats().counters()).containsEntry("expired", 1L);
  }

  @Test
  void retention_of_the_creator_counts_from_the_end() {
    String longer = jobs.create(NewJob.of("import").withRetention(604_800)).job().taskId();
    String shorter = jobs.create(NewJob.of("import").withRetention(1)).job().taskId();
    clock.advanceSeconds(60);
    Job kept = end(longer);
    end(shorter);
    assertThat(kept.expiresAt()).isEqualTo(TestClock.START.plusSeconds(604_860));
    clock.advanceSeconds(1);
    jobs.sweep(ALL);
    assertThat(ledger.removals).containsExactly(shorter + " expired");
    clock.advanceSeconds(604_798);
    jobs.sweep(ALL);
    assertSameJob(jobs.get(longer), kept);
    clock.advanceSeconds(1);
    jobs.sweep(ALL);
    assertThat(ledger.removals).contains(longer + " expired");
  }

  @Test
  void running_job_stalls_when_silent_and_recovers_with_its_next_update() {
    String id = jobs.create(NewJob.of("import").withHeartbeatTimeout(10)).job().taskId();
    jobs.update(id, update(u -> u.progress(0.5)));
    clock.advance(Duration.ofMillis(9_999));
    jobs.sweep(ALL);
    assertThat(jobs.get(id).stalled()).isFalse();
    clock.advance(Duration.ofMillis(1));
    jobs.sweep(ALL);
    Job stalled = jobs.get(id);
    assertThat(stalled.stalled()).isTrue();
    assertThat(stalled.status()).isEqualTo(JobStatus.RUNNING);
    assertThat(stalled.revision()).isEqualTo(3);
    assertThat(ledger.last()).isSameAs(stalled);
    assertThat(jobs.stats().stalled()).isEqualTo(1);
    jobs.sweep(ALL);
    assertThat(jobs.get(id)).isSameAs(stalled);
    assertThat(jobs.update(id, JobUpdate.HEARTBEAT).stalled()).isFalse();
    assertThat(jobs.stats().stalled()).isZero();
    assertThat(ledger.changes).hasSize(4);
    clock.advanceSeconds(10);
    jobs.sweep(ALL);
    assertThat(jobs.get(id).stalled()).isTrue();
    assertThat(jobs.stats().counters()).containsEntry("stalled", 2L);
  }

  @Test
  void heartbeats_keep_a_job_from_stalling_whose_deadline_moved_lazily() {
    String id = jobs.create(NewJob.of("import").withHeartbeatTimeout(10)).job().taskId();
    jobs.update(id, update(u -> u.progress(0.5)));
    for (int i = 0; i < 20; i++) {
      clock.advanceSeconds(9);
      jobs.update(id, JobUpdate.HEARTBEAT);
      jobs.sweep(ALL);
    }
    assertThat(jobs.get(id).revision()).isEqualTo(2);
    clock.advanceSeconds(10);
    jobs.sweep(ALL);
    assertThat(jobs.get(id).stalled()).isTrue();
  }

  @Test
  void deadline_that_came_closer_is_met_in_time() {
    String id = jobs.create(NewJob.of("import").withHeartbeatTimeout(604_800)).job().taskId();
    jobs.update(id, update(u -> u.progress(0.1)));
    String ended = jobs.create(NewJob.of("import").withRetention(1)).job().taskId();
    clock.set(end(ended).expiresAt());
    jobs.sweep(ALL);
    assertThat(ledger.removals).containsExactly(ended + " expired");
    assertThat(jobs.get(id).revision()).isEqualTo(2);
  }

  @Test
  void pending_job_never_stalls() {
    String id = jobs.create(NewJob.of("import").withHeartbeatTimeout(1)).job().taskId();
    clock.advanceSeconds(DAY - 1);
    jobs.sweep(ALL);
    assertThat(jobs.get(id).revision()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"PENDING", "RUNNING"})
  void silent_job_is_lost_after_its_time(JobStatus status) {
    String id = create();
    jobs.update(id, update(u -> u.status(status)));
    clock.advanceSeconds(DAY - 1);
    jobs.sweep(ALL);
    assertThat(jobs.get(id).status()).isEqualTo(status);
    clock.advanceSeconds(1);
    jobs.sweep(ALL);
    Job lost = jobs.get(id);
    assertThat(lost.status()).isEqualTo(JobStatus.FAILED);
    assertThat(lost.error()).isEqualTo("lost: no update for 1d");
    assertThat(lost.stalled()).isFalse();
    assertThat(lost.finishedAt()).isEqualTo(clock.instant());
    assertSameJob(lost, ledger.last());
    assertThat(jobs.stats().counters()).containsEntry("lost", 1L).containsEntry("failed", 1L);
    clock.advanceSeconds(3_600);
    jobs.sweep(ALL);
    assertThat(ledger.removals).containsExactly(id + " expired");
  }

  @Test
  void job_with_its_own_lost_after_is_lost_by_it() {
    String hasty = jobs.create(NewJob.of("import").withLostAfter(2)).job().taskId();
    String patient = jobs.create(NewJob.of("import").withLostAfter(2_592_000)).job().taskId();
    clock.advanceSeconds(2);
    jobs.sweep(ALL);
    assertThat(jobs.get(hasty).error()).isEqualTo("lost: no update for 2s");
    clock.advanceSeconds(2 * DAY);
    jobs.sweep(ALL);
    assertThat(jobs.get(patient).status()).isEqualTo(JobStatus.PENDING);
    assertThat(jobs.get(patient).lostAfter()).isEqualTo(2_592_000);
  }

  @Test
  void heartbeat_of_a_pending_job_puts_off_its_loss() {
    String id = create();
    clock.advanceSeconds(DAY - 1);
    jobs.update(id, JobUpdate.HEARTBEAT);
    clock.advanceSeconds(DAY - 1);
    jobs.sweep(ALL);
    assertThat(jobs.get(id).status()).isEqualTo(JobStatus.PENDING);
    clock.advanceSeconds(1);
    jobs.sweep(ALL);
    assertThat(jobs.get(id).status()).isEqualTo(JobStatus.FAILED);
  }

  @Test
  void cancel_or_a_refused_update_is_no_sign_of_life() {
    String id = jobs.create(NewJob.of("import").withHeartbeatTimeout(10)).job().taskId();
    jobs.update(id, update(u -> u.progress(0.5)));
    clock.advanceSeconds(9);
    jobs.cancel(id, "stop");
    assertRefused(
        JobException.Kind.STALE,
        "if_revision: the job is at revision 3, not 9",
        () -> jobs.update(id, update(u -> u.ifRevision(9))));
    clock.advanceSeconds(1);
    jobs.sweep(ALL);
    assertThat(jobs.get(id).stalled()).isTrue();
  }

  @Test
  void loss_comes_before_the_stall_where_its_limit_is_shorter() {
    Duration second = Duration.ofSeconds(1);
    Duration hour = Duration.ofHours(1);
    JobLimits hasty = new JobLimits(10, 10, hour, hour, hour, second.multipliedBy(90));
    Jobs few = new Jobs(hasty, clock, ledger);
    String id = few.create(NewJob.of("import")).job().taskId();
    few.update(id, update(u -> u.progress(0.5)));
    clock.advanceSeconds(90);
    few.sweep(ALL);
    assertThat(few.get(id).error()).isEqualTo("lost: no update for 90s");
    assertThat(few.stats().counters()).containsEntry("stalled", 0L);
  }

  @Test
  void longest_limits_do_not_overflow() {
    Duration week = Duration.ofDays(7);
    JobLimits longest = new JobLimits(10, 10, week, week, week, Duration.ofDays(30));
    Jobs patient = new Jobs(longest, clock, ledger);
    clock.set(Instant.parse("9999-12-31T23:59:59.999999Z"));
    String id = patient.create(NewJob.of("import")).job().taskId();
    patient.update(id, update(u -> u.progress(0.5)));
    assertThat(patient.sweep(ALL)).isFalse();
    assertThat(patient.get(id).revision()).isEqualTo(2);
    Job ended = patient.update(id, update(u -> u.status(JobStatus.FAILED)));
    assertThat(ended.expiresAt()).isEqualTo(ended.finishedAt().plus(week));
  }

  @Test
  void clock_that_goes_back_meets_no_deadline_early_and_keeps_times_in_order() {
    String first = create();
    clock.advance(Duration.ofDays(-1));
    Job second = jobs.create(NewJob.of("import")).job();
    assertThat(second.createdAt()).isAfter(jobs.get(first).createdAt());
    Job updated = jobs.update(first, update(u -> u.progress(0.5)));
    assertThat(updated.updatedAt()).isAfter(updated.createdAt());
    assertThat(updated.startedAt()).isAfterOrEqualTo(updated.createdAt());
    jobs.sweep(ALL);
    assertThat(jobs.get(first)).isSameAs(updated);
  }

  @Test
  void clock_that_leaps_forward_loses_silent_jobs_in_one_sweep() {
    String id = create();
    jobs.update(id, update(u -> u.progress(0.5)));
    clock.advance(Duration.ofDays(3_650));
    jobs.sweep(ALL);
    assertThat(jobs.get(id).status()).isEqualTo(JobStatus.FAILED);
    assertThat(jobs.stats().counters()).containsEntry("stalled", 0L);
  }

  @Test
  void time_in_which_nobody_could_listen_is_nobodys_silence() {
    String id = jobs.create(NewJob.of("import").withLostAfter(4)).job().taskId();
    String running = jobs.create(NewJob.of("import").withHeartbeatTimeout(2)).job().taskId();
    jobs.update(running, update(u -> u.progress(0.5)));
    clock.advanceSeconds(1);
    clock.advanceSeconds(6);
    jobs.skip(Duration.ofSeconds(6));
    jobs.sweep(ALL);
    assertThat(jobs.get(id).status()).isEqualTo(JobStatus.PENDING);
    assertThat(jobs.get(running).stalled()).isFalse();
    clock.advanceSeconds(1);
    jobs.sweep(ALL);
    assertThat(jobs.get(running).stalled()).as("after two seconds of listening").isTrue();
    clock.advanceSeconds(2);
    jobs.sweep(ALL);
    assertThat(jobs.get(id).status()).isEqualTo(JobStatus.FAILED);
  }

  @Test
  void silence_goes_on_after_a_restart_without_the_time_between() {
    String id = create();
    clock.advanceSeconds(10);
    jobs.skip(Duration.ofSeconds(6));
    Job kept = jobs.get(id);
    long seenAt = jobs.forStore().seenAt(id);
    long listened = jobs.forStore().listened();
    clock.advanceSeconds(3 * DAY);
    Jobs later = new Jobs(Samples.LIMITS, clock, ledger);
    later.forStore().resume(listened);
    later.forStore().restore(kept, seenAt);
    clock.advanceSeconds(DAY - 5);
    later.sweep(ALL);
    assertThat(later.get(id).status())
        .as("4 s before and a day less 5 s")
        .isEqualTo(JobStatus.PENDING);
    clock.advanceSeconds(1);
    later.sweep(ALL);
    assertThat(later.get(id).status()).isEqualTo(JobStatus.FAILED);
  }

  @Test
  void expiry_does_not_wait_for_a_pause() {
    String id = create();
    end(id);
    clock.advanceSeconds(3_601);
    jobs.skip(Duration.ofSeconds(3_000));
    jobs.sweep(ALL);
    assertThat(ledger.removals).containsExactly(id + " expired");
  }

  @Test
  void clock_set_back_holds_up_no_silence() {
    String id = jobs.create(NewJob.of("import").withLostAfter(4)).job().taskId();
    clock.advanceSeconds(2);
    jobs.sweep(ALL);
    clock.advanceSeconds(-3_600);
    jobs.skip(Duration.ofSeconds(-3_600));
    clock.advanceSeconds(2);
    jobs.sweep(ALL);
    assertThat(jobs.get(id).status()).isEqualTo(JobStatus.FAILED);
  }

  @Test
  void times_are_cut_to_microseconds() {
    clock.set(Instant.parse("2026-02-06T04:00:27.123456999Z"));
    assertThat(jobs.create(NewJob.of("import")).job().createdAt())
        .isEqualTo(Instant.parse("2026-02-06T04:00:27.123456Z"));
    clock.set(Instant.parse("1969-12-31T23:59:59.999999999Z"));
    assertThat(clock.instant().truncatedTo(ChronoUnit.MICROS))
        .isEqualTo(Instant.parse("1969-12-31T23:59:59.999999Z"));
  }

  @Test
  void sweep_looks_at_no_more_than_its_limit_and_tells_whether_more_is_due() {
    for (int i = 0; i < 5; i++) {
      end(create());
    }
    assertThat(jobs.sweep(2)).isFalse();
    clock.advanceSeconds(3_601);
    assertThat(jobs.sweep(2)).isTrue();
    assertThat(ledger.removals).hasSize(2);
    assertThat(jobs.sweep(2)).isTrue();
    assertThat(jobs.sweep(1)).isFalse();
    assertThat(ledger.removals).hasSize(5);
  }

  @Test
  void sweep_meets_deadlines_in_order() {
    String late = jobs.create(NewJob.of("import").withRetention(30)).job().taskId();
    String early = jobs.create(NewJob.of("import").withRetention(20)).job().taskId();
    end(late);
    end(early);
    clock.advanceSeconds(60);
    jobs.sweep(ALL);
    assertThat(ledger.removals).containsExactly(early + " expired", late + " expired");
  }

  private String create() {
    return jobs.create(NewJob.of("import")).job().taskId();
  }

  private Job end(String id) {
    return jobs.update(id, update(u -> u.status(JobStatus.COMPLETED)));
  }
}
