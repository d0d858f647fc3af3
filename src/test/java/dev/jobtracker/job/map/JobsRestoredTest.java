package dev.jobtracker.job.map;

import static dev.jobtracker.job.Samples.limits;
import static dev.jobtracker.job.Samples.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.TestClock;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobFilter;
import dev.jobtracker.job.JobLimits;
import dev.jobtracker.job.JobQuery;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.Micros;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.job.Removal;
import dev.jobtracker.job.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A map that takes the jobs of an earlier one: what was down between is nobody's silence. */
class JobsRestoredTest {
  private final TestClock clock = new TestClock();
  private final Ledger ledger = new Ledger();
  private Jobs jobs = new Jobs(limits(100, 100), clock, ledger);

  /** Goes on with another map after so much time, in which nobody listened. */
  private void restart(Duration down, JobLimits limits) {
    List<Job> kept = jobs.list(new JobQuery(JobFilter.ALL, 100, null)).jobs();
    long listened = jobs.forStore().listened();
    Jobs next = new Jobs(limits, clock, ledger);
    for (int i = kept.size() - 1; i >= 0; i--) {
      next.forStore().restore(kept.get(i), jobs.forStore().seenAt(kept.get(i).taskId()));
    }
    clock.advance(down);
    next.forStore().resume(listened);
    jobs = next;
  }

  private Job create(NewJob request) {
    return jobs.create(request).job();
  }

  private Job run(NewJob request) {
    return jobs.update(create(request).taskId(), update(u -> u.status(JobStatus.RUNNING)));
  }

  private void sweepAfter(Duration step) {
    clock.advance(step);
    while (jobs.sweep(10)) {
      // The next slice.
    }
  }

  @Test
  void node_whose_clock_is_an_hour_ahead_forgets_no_job_early() {
    Job job = create(NewJob.of("import").withRetention(600));
    Job ended = jobs.update(job.taskId(), update(u -> u.status(JobStatus.COMPLETED)));
    long now = Micros.of(clock.instant());
    TestClock ahead = new TestClock();
    ahead.advance(Duration.ofHours(1));
    Jobs next = new Jobs(Samples.LIMITS, ahead, ledger);
    next.forStore().restore(ended, jobs.forStore().seenAt(job.taskId()));
    next.forStore().follow(now);
    next.forStore().resume(jobs.forStore().listened());
    ahead.advance(Duration.ofSeconds(599));
    next.sweep(10);
    assertThat(next.get(job.taskId()).status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(next.create(NewJob.of("import")).job().createdAt())
        .isEqualTo(clock.instant().plusSeconds(599));
    ahead.advance(Duration.ofSeconds(2));
    next.sweep(10);
    assertThat(next.find(job.taskId())).isNull();
  }

  @Test
  void running_job_has_all_of_its_heartbeat_timeout_again() {
    Job job = run(NewJob.of("import").withHeartbeatTimeout(60));
    sweepAfter(Duration.ofSeconds(59));
    restart(Duration.ofDays(2), Samples.LIMITS);
    sweepAfter(Duration.ofSeconds(59));
    assertThat(jobs.get(job.taskId()).stalled()).isFalse();
    sweepAfter(Duration.ofSeconds(1));
    assertThat(jobs.get(job.taskId()).stalled()).isTrue();
  }

  @Test
  void pending_job_goes_on_from_its_silence() {
    Job job = create(NewJob.of("import").withLostAfter(1_000).withHeartbeatTimeout(10));
    sweepAfter(Duration.ofSeconds(600));
    restart(Duration.ofDays(2), Samples.LIMITS);
    sweepAfter(Duration.ofSeconds(399));
    assertThat(jobs.get(job.taskId()).status()).isEqualTo(JobStatus.PENDING);
    sweepAfter(Duration.ofSeconds(1));
    assertThat(jobs.get(job.taskId()).status()).isEqualTo(JobStatus.FAILED);
  }

  @Test
  void stalled_job_goes_on_from_its_silence() {
    Job job = run(NewJob.of("import").withLostAfter(1_000).withHeartbeatTimeout(10));
    sweepAfter(Duration.ofSeconds(600));
    assertThat(jobs.get(job.taskId()).stalled()).isTrue();
    restart(Duration.ofDays(2), Samples.LIMITS);
    sweepAfter(Duration.ofSeconds(399));
    assertThat(jobs.get(job.taskId()).status()).isEqualTo(JobStatus.RUNNING);
    sweepAfter(Duration.ofSeconds(1));
    assertThat(jobs.get(job.taskId()).error()).startsWith("lost: no update for");
  }

  @Test
  void no_job_is_lost_before_it_could_be_heard_of() {
    Job job = run(NewJob.of("import").withLostAfter(100).withHeartbeatTimeout(60));
    sweepAfter(Duration.ofSeconds(99));
    restart(Duration.ZERO, Samples.LIMITS);
    sweepAfter(Duration.ofSeconds(59));
    assertThat(jobs.get(job.taskId()).status()).isEqualTo(JobStatus.RUNNING);
    sweepAfter(Duration.ofSeconds(1));
    assertThat(jobs.get(job.taskId()).status()).isEqualTo(JobStatus.FAILED);
  }

  @Test
  void rules_of_silence_hold_after_a_clear_too() {
    run(NewJob.of("import"));
    restart(Duration.ofDays(2), Samples.LIMITS);
    jobs.clear();
    Job job = run(NewJob.of("import").withHeartbeatTimeout(60));
    sweepAfter(Duration.ofSeconds(59));
    assertThat(jobs.get(job.taskId()).stalled()).isFalse();
    sweepAfter(Duration.ofSeconds(1));
    assertThat(jobs.get(job.taskId()).stalled()).isTrue();
  }

  @Test
  void what_expired_meanwhile_is_forgotten() {
    Job job = run(NewJob.of("import"));
    jobs.update(job.taskId(), update(u -> u.status(JobStatus.COMPLETED)));
    restart(Duration.ofMinutes(61), Samples.LIMITS);
    sweepAfter(Duration.ZERO);
    assertThat(ledger.removals).containsExactly(job.taskId() + " expired");
  }

  @Test
  void more_jobs_than_the_limit_lose_ended_ones_and_never_a_live_one() {
    List<String> ended = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      run(NewJob.of("live"));
      ended.add(create(NewJob.of("ended")).taskId());
      jobs.update(ended.get(i), update(u -> u.status(JobStatus.COMPLETED)));
    }
    restart(Duration.ZERO, limits(7, 100));
    assertThat(jobs.sweep(1)).isTrue();
    assertThat(jobs.sweep(100)).isFalse();
    assertThat(ledger.removals)
        .containsExactly(
            ended.get(0) + " evicted", ended.get(1) + " evicted", ended.get(2) + " evicted");
    restart(Duration.ZERO, limits(3, 100));
    sweepAfter(Duration.ZERO);
    assertThat(jobs.stats().byType().keySet()).containsExactly("live");
    assertThat(jobs.stats().total()).isEqualTo(5);
  }

  @Test
  void listener_hears_of_a_clear_at_once_with_the_ids_in_the_order_of_their_ends() {
    List<String> told = new ArrayList<>();
    List<String> announced = new ArrayList<>();
    Jobs cleared =
        new Jobs(
            limits(1_000, 1_000),
            clock,
            new JobListener() {
              @Override
              public void changed(@Nullable Job before, Job job) {}

              @Override
              public void removed(Job job, Removal reason) {
                told.add(job.taskId());
              }

              @Override
              public void cleared(Set<String> taskIds) {
                announced.addAll(taskIds);
              }
            });
    for (int i = 0; i < 1_000; i++) {
      cleared.create(NewJob.of("import"));
    }
    assertThat(cleared.clear()).isEqualTo(1_000);
    assertThat(announced).hasSize(1_000);
    while (cleared.sweep(100)) {
      // The next slice.
    }
    assertThat(told).isEqualTo(announced);
  }
}
