package dev.jobtracker.job.map;

import static dev.jobtracker.job.Samples.assertInvalid;
import static dev.jobtracker.job.Samples.assertRefused;
import static dev.jobtracker.job.Samples.limits;
import static dev.jobtracker.job.Samples.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.TestClock;
import dev.jobtracker.job.Creation;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.job.JobLimits;
import dev.jobtracker.job.JobQuery;
import dev.jobtracker.job.JobStats;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.job.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which jobs the map holds, remembers and counts: contract sections 1, 3 and 4. */
class JobsTest {
  private static final String OWN = "import_own-0001";
  private static final NewJob OWN_JOB = NewJob.of("import").withTaskId(OWN);

  private final TestClock clock = new TestClock();
  private final Ledger ledger = new Ledger();
  private final Jobs jobs = new Jobs(limits(3, 2), clock, ledger);

  @Test
  void id_is_the_type_an_underscore_and_eight_hex_digits_and_never_repeats() {
    Jobs many = new Jobs(limits(5_000, 1), clock, ledger);
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 5_000; i++) {
      ids.add(many.create(NewJob.of("a.b-c_d")).job().taskId());
    }
    assertThat(ids).hasSize(5_000).allMatch(id -> id.matches("a\\.b-c_d_[0-9a-f]{8}"));
  }

  @Test
  void create_answers_and_announces_the_job() {
    Creation creation =
        jobs.create(
            NewJob.of("import")
                .withTitle("March")
                .withLabels(Map.of("team", "a"))
                .withTotal(9.0, "files")
                .withHeartbeatTimeout(7));
    assertThat(creation.created()).isTrue();
    Job job = creation.job();
    assertThat(ledger.changes).containsExactly(job);
    assertThat(jobs.get(job.taskId())).isSameAs(job);
    assertThat(job.title()).isEqualTo("March");
    assertThat(job.labels()).isEqualTo(Map.of("team", "a"));
    assertThat(job.total()).isEqualTo(9.0);
    assertThat(job.unit()).isEqualTo("files");
    assertThat(job.heartbeatTimeout()).isEqualTo(7);
    assertThat(job.createdAt()).isEqualTo(TestClock.START);
  }

  @Test
  void own_id_that_lives_is_answered_as_it_stands() {
    jobs.create(OWN_JOB);
    Job running = jobs.update(OWN, update(u -> u.progress(0.5)));
    Creation again = jobs.create(OWN_JOB.withTitle("another"));
    assertThat(again.created()).isFalse();
    assertThat(again.job()).isSameAs(running);
    assertThat(jobs.stats().total()).isEqualTo(1);
    assertThat(ledger.changes).hasSize(2);
  }

  @Test
  void own_id_that_lives_is_answered_even_when_the_map_is_full() {
    jobs.create(OWN_JOB);
    create();
    create();
    assertThat(jobs.create(OWN_JOB).created()).isFalse();
    assertThat(ledger.removals).isEmpty();
  }

  @Test
  void own_id_that_is_gone_is_refused_and_evicts_nobody() {
    jobs.create(OWN_JOB);
    jobs.delete(OWN);
    for (int i = 0; i < 3; i++) {
      end(create());
    }
    assertRefused(Kind.GONE, goneSentence(OWN), () -> jobs.create(OWN_JOB));
    assertThat(jobs.stats().total()).isEqualTo(3);
  }

  @Test
  void create_carries_the_first_state_in_one_revision() {
    NewJob request =
        OWN_JOB.withTotal(10.0, "files").withFirstState(Samples.update(u -> u.done(4.0)));
    Job job = jobs.create(request).job();
    assertThat(job.revision()).isEqualTo(1);
    assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
    assertThat(job.progress()).isEqualTo(0.4);
    assertThat(job.startedAt()).isEqualTo(job.createdAt()).isEqualTo(job.updatedAt());
    jobs.update(OWN, Samples.update(u -> u.add(2)));
    assertThat(jobs.create(request).job().done()).as("the job as it stands").isEqualTo(6.0);
    Job stopping = jobs.cancel(OWN, "enough");
    assertThat(stopping.status()).isEqualTo(JobStatus.RUNNING);
    assertThat(stopping.cancelReason()).isEqualTo("enough");
  }

  @Test
  void shape_is_checked_before_existence() {
    JobLimits day = new JobLimits(1, 1, hours(1), hours(24), hours(1), hours(24));
    Jobs shortKept = new Jobs(day, clock, ledger);
    shortKept.create(OWN_JOB);
    shortKept.delete(OWN);
    assertInvalid(
        "retention: must be at most 86400 seconds, found 86401",
        () -> shortKept.create(OWN_JOB.withRetention(86_401)));
  }

  @Test
  void unknown_id_is_not_found_by_every_verb() {
    String sentence = "task_id: there is no job \"import_00000000\"";
    assertRefused(Kind.NOT_FOUND, sentence, () -> jobs.get("import_00000000"));
    assertRefused(Kind.NOT_FOUND, sentence, () -> jobs.cancel("import_00000000", null));
    assertRefused(Kind.NOT_FOUND, sentence, () -> jobs.delete("import_00000000"));
    assertRefused(
        Kind.NOT_FOUND, sentence, () -> jobs.update("import_00000000", JobUpdate.HEARTBEAT));
  }

  @Test
  void deleted_id_is_gone_for_every_verb_whatever_its_state_was() {
    jobs.create(OWN_JOB);
    jobs.delete(OWN);
    assertThat(ledger.removals).containsExactly(OWN + " deleted");
    assertRefused(Kind.GONE, goneSentence(OWN), () -> jobs.get(OWN));
    assertRefused(Kind.GONE, goneSentence(OWN), () -> jobs.cancel(OWN, null));
    assertRefused(Kind.GONE, goneSentence(OWN), () -> jobs.delete(OWN));
    assertRefused(
        Kind.GONE, goneSentence(OWN), () -> jobs.update(OWN, update(u -> u.ifRevision(9))));
  }

  @Test
  void gone_id_that_was_forgotten_first_makes_room() {
    String first = create();
    String second = create();
    String third = create();
    jobs.delete(second);
    jobs.delete(first);
    jobs.delete(third);
    assertRefused(
        Kind.NOT_FOUND, "task_id: there is no job \"" + second + '"', () -> jobs.get(second));
    assertRefused(Kind.GONE, goneSentence(first), () -> jobs.get(first));
    assertRefused(Kind.GONE, goneSentence(third), () -> jobs.get(third));
    assertThat(jobs.stats().counters()).containsEntry("gone_ids_dropped", 1L);
  }

  @Test
  void gone_ids_are_not_remembered_at_a_limit_of_zero() {
    Jobs forgetful = new Jobs(limits(1, 0), clock, ledger);
    forgetful.create(OWN_JOB);
    forgetful.delete(OWN);
    assertThat(forgetful.create(OWN_JOB).created()).isTrue();
  }

  @Test
  void full_map_evicts_the_job_that_ended_first() {
    String first = create();
    String second = create();
    String third = create();
    clock.advanceSeconds(1);
    end(third);
    clock.advanceSeconds(1);
    end(first);
    create();
    create();
    assertThat(ledger.removals).containsExactly(third + " evicted", first + " evicted");
    assertRefused(Kind.GONE, goneSentence(third), () -> jobs.get(third));
    assertThat(jobs.get(second).status()).isEqualTo(JobStatus.PENDING);
    assertThat(jobs.stats().counters()).containsEntry("evicted", 2L);
  }

  @Test
  void full_map_of_live_jobs_refuses() {
    create();
    create();
    create();
    assertRefused(
        Kind.UNAVAILABLE,
        "the tracker is full: it holds 3 jobs and none of them has ended",
        this::create);
    assertThat(jobs.stats().total()).isEqualTo(3);
    assertThat(jobs.stats().counters()).containsEntry("creates_refused_full", 1L);
  }

  @Test
  void clear_of_many_is_one_for_callers_and_is_told_in_slices() {
    Jobs many = new Jobs(Samples.limits(1_000, 2_000), clock, ledger);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      ids.add(many.create(NewJob.of("import")).job().taskId());
    }
    assertThat(many.clear()).isEqualTo(1_000);
    assertThat(ledger.removals).hasSizeBetween(1, 300);
    assertThat(many.stats().total()).isZero();
    assertThat(many.list(JobQuery.FIRST).jobs()).isEmpty();
    assertThat(many.stats().counters()).containsEntry("cleared", 1_000L);
    for (String id : ids) {
      assertRefused(Kind.GONE, goneSentence(id), () -> many.get(id));
      NewJob again = NewJob.of("import").withTaskId(id);
      assertRefused(Kind.GONE, goneSentence(id), () -> many.create(again));
    }
    while (many.sweep(100)) {
      assertThat(ledger.removals.size() % 100).isEqualTo(56);
    }
    assertThat(ledger.removals).hasSize(1_000).doesNotHaveDuplicates();
    assertThat(ledger.removals).contains(ids.get(0) + " cleared", ids.get(999) + " cleared");
    for (String id : ids) {
      assertRefused(Kind.GONE, goneSentence(id), () -> many.get(id));
    }
  }

  @Test
  void cleared_jobs_that_are_still_to_be_told_count_for_the_room() {
    Jobs many = new Jobs(Samples.limits(1_000, 2_000), clock, ledger);
    for (int i = 0; i < 1_000; i++) {
      many.create(NewJob.of("import"));
    }
    many.clear();
    int told = ledger.removals.size();
    for (int i = 0; i < 1_000; i++) {
      many.create(NewJob.of("export"));
    }
    assertThat(many.stats().total()).isEqualTo(1_000);
    assertThat(ledger.removals).as("one for each create in a full room").hasSize(1_000);
    assertThat(told).isLessThan(1_000);
    assertThat(many.clear()).isEqualTo(1_000);
    assertThat(many.clear()).isZero();
    while (many.sweep(1_000)) {
      assertThat(many.stats().total()).isZero();
    }
    assertThat(ledger.removals).hasSize(2_000);
  }

  @Test
  void clear_forgets_all_and_tells_how_many() {
    String live = create();
    String ended = create();
    end(ended);
    assertThat(jobs.clear()).isEqualTo(2);
    assertThat(jobs.clear()).isZero();
    assertThat(ledger.removals).containsExactlyInAnyOrder(live + " cleared", ended + " cleared");
    assertThat(jobs.list(JobQuery.FIRST).jobs()).isEmpty();
    assertThat(jobs.stats().total()).isZero();
    assertThat(jobs.stats().byType()).isEmpty();
    assertRefused(Kind.GONE, goneSentence(live), () -> jobs.get(live));
  }

  @Test
  void refused_update_changes_and_announces_nothing() {
    String id = create();
    Job before = jobs.get(id);
    assertRefused(
        Kind.STALE,
        "if_revision: the job is at revision 1, not 2",
        () -> jobs.update(id, update(u -> u.ifRevision(2).progress(0.5))));
    assertThat(jobs.get(id)).isSameAs(before);
    assertThat(ledger.changes).containsExactly(before);
  }

  @Test
  void heartbeat_is_not_announced() {
    String id = create();
    assertThat(jobs.update(id, JobUpdate.HEARTBEAT).revision()).isEqualTo(1);
    assertThat(ledger.changes).hasSize(1);
  }

  @Test
  void stats_count_by_status_and_type_and_what_happened() {
    String one = create();
    jobs.update(one, update(u -> u.progress(0.5)));
    end(jobs.create(NewJob.of("export")).job().taskId());
    jobs.cancel(jobs.create(NewJob.of("export")).job().taskId(), null);
    JobStats stats = jobs.stats();
    assertThat(stats.total()).isEqualTo(3);
    assertThat(stats.stalled()).isZero();
    assertThat(stats.byStatus()).isEqualTo(counts(0, 1, 1, 0, 1));
    assertThat(stats.byType())
        .isEqualTo(Map.of("import", counts(0, 1, 0, 0, 0), "export", counts(0, 0, 1, 0, 1)));
    assertThat(stats.counters())
        .containsEntry("created", 3L)
        .containsEntry("completed", 1L)
        .containsEntry("cancelled", 1L)
        .containsEntry("failed", 0L)
        .containsEntry("updated", 2L);
  }

  @Test
  void stats_name_a_bounded_number_of_types() {
    Jobs many = new Jobs(limits(1_003, 1), clock, ledger);
    for (int i = 0; i < 1_003; i++) {
      many.create(NewJob.of("type" + i));
    }
    assertThat(many.stats().byType()).hasSize(1_000);
    assertThat(many.stats().counters()).containsEntry("types_not_shown", 3L);
  }

  private static Map<JobStatus, Integer> counts(int... byOrdinal) {
    Map<JobStatus, Integer> counts = new EnumMap<>(JobStatus.class);
    for (JobStatus status : JobStatus.values()) {
      counts.put(status, byOrdinal[status.ordinal()]);
    }
    return counts;
  }

  private static Duration hours(int hours) {
    return Duration.ofHours(hours);
  }

  private String create() {
    return jobs.create(NewJob.of("import")).job().taskId();
  }

  private void end(String id) {
    jobs.update(id, update(u -> u.status(JobStatus.COMPLETED)));
  }

  private static String goneSentence(String id) {
    return "task_id: job \"" + id + "\" was deleted, expired, evicted or cleared";
  }
}
