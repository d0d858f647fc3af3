package dev.jobtracker.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobBuilder;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.wire.JobJson;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every store promises to the journal; each kind of store runs all of it. */
abstract class StoreContractTest {
  private static final Instant BORN = Instant.parse("2026-02-06T04:00:00.000001Z");
  private static final int LARGEST_RESULT = 262_144;

  private final List<JobStore> opened = new ArrayList<>();

  /** Returns a store on the place of this test, not opened yet. */
  abstract JobStore store();

  @AfterEach
  void close() {
    opened.forEach(JobStore::close);
  }

  private JobStore open() throws StoreException {
    JobStore store = store();
    opened.add(store);
    Loaded.from(store);
    return store;
  }

  /** Returns what a tracker finds that starts after this one has stopped. */
  private Loaded reopened() throws StoreException {
    opened.forEach(JobStore::close);
    JobStore next = store();
    opened.add(next);
    return Loaded.from(next);
  }

  @Test
  void new_place_holds_nothing() throws StoreException {
    open();
    Loaded loaded = reopened();
    assertThat(loaded.jobs).isEmpty();
    assertThat(loaded.gone).isEmpty();
    assertThat(loaded.lastGone).isZero();
    assertThat(loaded.listened).isZero();
  }

  @Test
  void every_key_comes_back_as_it_was() throws StoreException {
    Job full =
        job(1)
            .title("Quarterly \uD83D\uDCC8 import, \u0000, \"quoted\" \\ and \u2028")
            .labels(Map.of("team", "\u00FCber", "app/part", ""))
            .status(JobStatus.CANCELLED)
            .progress(1e-9)
            .counts(0.1, 1e308)
            .unit("fil\u00E9s")
            .currentStep("st\u0000ep")
            .result("{\"a\":[null,1.50,\"\\u0000\"]}")
            .error("line\nline")
            .cancel(true, "because \uFFFF")
            .heartbeatTimeout(7)
            .lostAfter(8)
            .retentionMillis(9_001)
            .revision(Long.MAX_VALUE)
            .updatedAt(BORN.plusSeconds(50))
            .startedAt(BORN.plusSeconds(20))
            .finishedAt(BORN.plusSeconds(50))
            .build();
    assertRoundTrip(full);
  }

  @Test
  void unknown_numbers_and_absent_texts_come_back_as_such() throws StoreException {
    assertRoundTrip(job(1).progress(null).counts(null, null).retentionMillis(1).build());
  }

  @Test
  void stalled_and_retention_of_a_live_job_come_back() throws StoreException {
    assertRoundTrip(
        job(1)
            .status(JobStatus.RUNNING)
            .stalled(true)
            .retentionMillis(604_800_000)
            .updatedAt(BORN.plusSeconds(3))
            .startedAt(BORN.plusSeconds(2))
            .build());
  }

  @Test
  void longest_values_come_back() throws StoreException {
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < 16; i++) {
      labels.put("key-" + i, "\uD83D\uDE00".repeat(128));
    }
    Job longest =
        job(1)
            .title("\u0000".repeat(200))
            .labels(labels)
            .status(JobStatus.FAILED)
            .currentStep("s".repeat(1_000))
            .error("\u20AC".repeat(10_000))
            .result('"' + "r".repeat(LARGEST_RESULT - 2) + '"')
            .updatedAt(BORN.plusSeconds(1))
            .finishedAt(BORN.plusSeconds(1))
            .build();
    assertRoundTrip(longest);
  }

  private void assertRoundTrip(Job job) throws StoreException {
    open().commit(changes(rows(job)));
    assertSame(reopened().inOrder(), job);
  }

  @Test
  void jobs_come_back_in_the_order_of_creation() throws StoreException {
    open().commit(changes(rows(job(30).build(), job(10).build(), job(20).build())));
    assertSame(reopened().inOrder(), job(10).build(), job(20).build(), job(30).build());
  }

  @Test
  void newest_state_replaces_the_one_before() throws StoreException {
    JobStore store = open();
    store.commit(changes(rows(job(1).build())));
    Job second = job(1).revision(2).updatedAt(BORN.plusSeconds(1)).currentStep("2nd").build();
    store.commit(changes(rows(second)));
    assertSame(reopened().inOrder(), second);
  }

  @Test
  void result_that_did_not_change_is_kept_and_one_that_was_cleared_is_not() throws StoreException {
    JobStore store = open();
    store.commit(changes(rows(job(1).result("1").build(), job(2).result("2").build())));
    Job kept = job(1).result("1").revision(2).build();
    Job cleared = job(2).revision(2).build();
    store.commit(changes(List.of(new Batch.Row(kept, 5, false), new Batch.Row(cleared, 5, true))));
    assertSame(reopened().inOrder(), kept, cleared);
  }

  @Test
  void time_of_the_last_sign_of_life_and_the_listened_time_come_back() throws StoreException {
    JobStore store = open();
    store.commit(
        new Batch(
            false,
            List.of(),
            List.of(),
            0,
            List.of(new Batch.Row(job(1).build(), 4_711, true)),
            Long.MAX_VALUE));
    Loaded loaded = reopened();
    assertThat(loaded.jobs.values()).containsExactly(4_711L);
    assertThat(loaded.listened).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void batch_that_is_committed_again_changes_nothing() throws StoreException {
    JobStore store = open();
    store.commit(changes(rows(job(1).result("1").build(), job(2).build())));
    Batch batch =
        new Batch(
            false,
            List.of(micros(2)),
            List.of(new Batch.Gone(1, "import_00000002")),
            0,
            rows(job(1).result("2").revision(2).build(), job(3).build()),
            77);
    store.commit(batch);
    store.commit(batch);
    Loaded loaded = reopened();
    assertSame(loaded.inOrder(), job(1).result("2").revision(2).build(), job(3).build());
    assertThat(loaded.gone).containsExactly("import_00000002");
    assertThat(loaded.lastGone).isEqualTo(1);
  }

  @Test
  void deleted_job_is_gone_with_its_result() throws StoreException {
    JobStore store = open();
    store.commit(changes(rows(job(1).result("\"old\"").build())));
    store.commit(new Batch(false, List.of(micros(1)), List.of(), 0, List.of(), 0));
    assertThat(Loaded.from(store).jobs).isEmpty();
    // Were the old result still there, it would be found beside a job that has none.
    store.commit(changes(List.of(new Batch.Row(job(1).build(), 0, false))));
    assertSame(reopened().inOrder(), job(1).build());
  }

  @Test
  void clear_takes_what_was_stored_before_and_keeps_what_comes_with_it() throws StoreException {
    JobStore store = open();
    store.commit(changes(rows(job(1).result("1").build(), job(2).build())));
    Batch clear =
        new Batch(
            true,
            List.of(),
            List.of(new Batch.Gone(1, "import_00000001"), new Batch.Gone(2, "import_00000002")),
            0,
            rows(job(3).build()),
            0);
    store.commit(clear);
    store.commit(clear);
    Loaded loaded = reopened();
    assertSame(loaded.inOrder(), job(3).build());
    assertThat(loaded.gone).containsExactly("import_00000001", "import_00000002");
  }

  @Test
  void gone_ids_come_back_the_oldest_first_without_those_that_were_trimmed() throws StoreException {
    JobStore store = open();
    for (long number = 1; number <= 12; number++) {
      Batch.Gone gone = new Batch.Gone(number, "import_%08d".formatted(number));
      store.commit(new Batch(false, List.of(), List.of(gone), number - 3, List.of(), 0));
    }
    Loaded loaded = reopened();
    assertThat(loaded.gone)
        .containsExactly("import_00000010", "import_00000011", "import_00000012");
    assertThat(loaded.lastGone).isEqualTo(12);
  }

  @Test
  void empty_batch_is_taken() throws StoreException {
    JobStore store = open();
    store.commit(changes(rows(job(1).build())));
    store.commit(changes(List.of()));
    assertSame(reopened().inOrder(), job(1).build());
  }

  @Test
  void store_that_is_opened_again_goes_on() throws StoreException {
    JobStore store = open();
    store.commit(changes(rows(job(1).build())));
    assertSame(Loaded.from(store).inOrder(), job(1).build());
    store.commit(changes(rows(job(2).build())));
    assertSame(reopened().inOrder(), job(1).build(), job(2).build());
  }

  /** A call that may fail as a store does. */
  interface Attempt {
    void run() throws StoreException;
  }

  static StoreException.Kind kindOf(Attempt call) {
    try {
      call.run();
      throw new AssertionError("it went well");
    } catch (StoreException failure) {
      return failure.kind();
    }
  }

  /** Returns a builder of a job that was created so many seconds after the first. */
  static JobBuilder job(int second) {
    return Job.builder("import_%08d".formatted(second), "import")
        .heartbeatTimeout(300)
        .lostAfter(86_400)
        .createdAt(BORN.plusSeconds(second))
        .updatedAt(BORN.plusSeconds(second));
  }

  static long micros(int second) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, BORN.plusSeconds(second));
  }

  static Batch changes(List<Batch.Row> rows) {
    return new Batch(false, List.of(), List.of(), 0, rows, 0);
  }

  static List<Batch.Row> rows(Job... jobs) {
    return List.of(jobs).stream().map(job -> new Batch.Row(job, 0, true)).toList();
  }

  static void assertSame(List<Job> found, Job... expected) {
    assertThat(found.stream().map(StoreContractTest::all))
        .containsExactlyElementsOf(List.of(expected).stream().map(StoreContractTest::all).toList());
  }

  /** The retention of a job that has not ended is in no JSON. */
  private static JsonObject all(Job job) {
    return JobJson.write(job).put("retention", job.retentionMillis());
  }
}
