package dev.jobtracker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.config.Config;
import dev.jobtracker.config.ConfigException;
import dev.jobtracker.job.Job;
import dev.jobtracker.process.OwnPostgres;
import dev.jobtracker.process.PostgresServer;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The store in a real PostgreSQL, and the right to write that one process has at a time. */
class PostgresStoreTest extends StoreContractTest {
  static final Instant BORN = Instant.parse("2026-02-06T04:00:00.000001Z");
  private static final AtomicInteger CELLS = new AtomicInteger();
  @RegisterExtension static final OwnPostgres POSTGRES = new OwnPostgres();

  private final List<JobStore> others = new ArrayList<>();
  private String cell;

  @BeforeEach
  void ownCell() {
    cell = "cell-" + CELLS.incrementAndGet();
  }

  @AfterEach
  void closeOthers() {
    others.forEach(JobStore::close);
  }

  @Override
  JobStore store() {
    return store("1s");
  }

  private JobStore store(String lease) {
    return store(lease, "http://a:1");
  }

  private JobStore store(String lease, String url) {
    JobStore store = JobStores.of(Config.from(document(lease)), InstantSource.system(), () -> url);
    others.add(store);
    return store;
  }

  private JsonObject document(String lease) {
    return new JsonObject()
        .put("store", POSTGRES.server().store())
        .put("cluster", new JsonObject().put("name", cell).put("lease", lease));
  }

  static Batch changes(Job... jobs) {
    List<Batch.Row> rows = new ArrayList<>();
    for (Job job : jobs) {
      rows.add(new Batch.Row(job, 7, true));
    }
    return new Batch(false, List.of(), List.of(), 0, rows, 1);
  }

  static Job job(int number, long revision) {
    Instant created = BORN.plusSeconds(number);
    return Job.builder("import_0000000" + number, "import")
        .heartbeatTimeout(5)
        .lostAfter(6)
        .revision(revision)
        .createdAt(created)
        .updatedAt(created.plusMillis(revision))
        .build();
  }

  private static List<String> ids(Loaded loaded) {
    return loaded.inOrder().stream().map(Job::taskId).toList();
  }

  @Test
  void second_process_follows_and_takes_over_when_the_first_gives_back() throws Exception {
    JobStore first = store("60s");
    assertThat(first.take(new Loaded(), null).held()).isTrue();
    first.commit(changes(job(1, 1), job(2, 1)));
    JobStore second = store("60s");
    Loaded followed = new Loaded();
    Turn standing = second.take(followed, null);
    assertThat(standing.held()).isFalse();
    assertThat(standing.holder()).isEqualTo("http://a:1");
    assertThat(followed.jobs).hasSize(2);
    first.commit(
        new Batch(
            false,
            List.of(StoredBody.micros(job(1, 1).createdAt())),
            List.of(new Batch.Gone(1, "import_00000001")),
            0,
            List.of(new Batch.Row(job(2, 2), 7, true)),
            2));
    first.close();
    assertThat(first.isHeld()).isFalse();
    Turn taken = second.take(followed, null);
    assertThat(taken.held()).isTrue();
    assertThat(taken.epoch()).isEqualTo(2);
    assertThat(ids(followed)).containsExactly("import_00000002");
    assertThat(followed.inOrder().get(0).revision()).isEqualTo(2);
    assertThat(followed.gone).containsExactly("import_00000001");
  }

  @Test
  void clear_reaches_who_follows() throws Exception {
    JobStore first = store("60s");
    first.take(new Loaded(), null);
    first.commit(changes(job(1, 1), job(2, 1)));
    JobStore second = store("60s");
    Loaded followed = new Loaded();
    second.take(followed, null);
    first.commit(
        new Batch(
            true,
            List.of(),
            List.of(new Batch.Gone(1, "import_00000001"), new Batch.Gone(2, "import_00000002")),
            0,
            List.of(new Batch.Row(job(3, 1), 7, true)),
            3));
    second.take(followed, null);
    assertThat(ids(followed)).containsExactly("import_00000003");
    assertThat(followed.gone).containsExactly("import_00000001", "import_00000002");
  }

  /** Until its lease is over it may show what it holds, and nobody may go on from there. */
  @Test
  void process_that_lives_keeps_the_right_when_its_session_ends() throws Exception {
    JobStore first = store("60s");
    first.take(new Loaded(), null);
    killSessions();
    JobStore second = store("60s", "http://b:1");
    assertThat(second.take(new Loaded(), null).held()).isFalse();
    commitUntilAnswered(first, changes(job(1, 1)));
    assertThat(second.take(new Loaded(), "http://a:1").held())
        .as("its new session is there")
        .isFalse();
  }

  @Test
  void process_that_is_reached_where_the_last_one_was_takes_over_from_it() throws Exception {
    store("60s").take(new Loaded(), null);
    killSessions();
    assertThat(store("60s").take(new Loaded(), null).held()).isTrue();
  }

  @Test
  void who_lost_the_right_writes_nothing_any_more() throws Exception {
    JobStore first = store();
    first.take(new Loaded(), null);
    killSessions();
    JobStore second = store("1s", "http://b:1");
    assertThat(second.take(new Loaded(), "http://a:1").held()).as("the first is gone").isTrue();
    assertThatThrownBy(() -> commitUntilAnswered(first, changes(job(9, 1))))
        .isInstanceOfSatisfying(
            StoreException.class,
            failure -> assertThat(failure.kind()).isEqualTo(StoreException.Kind.FENCED));
    assertThat(first.isHeld()).isFalse();
    second.close();
    Loaded after = new Loaded();
    store().take(after, null);
    assertThat(after.jobs).isEmpty();
  }

  /** The first answer is that the connection broke, which may pass. */
  static void commitUntilAnswered(JobStore store, Batch batch) throws StoreException {
    for (int i = 0; i < 10; i++) {
      try {
        store.commit(batch);
        return;
      } catch (StoreException failure) {
        if (failure.kind() != StoreException.Kind.PASSING) {
          throw failure;
        }
      }
    }
  }

  @Test
  void broken_connection_passes_and_the_same_batch_is_written_once() throws Exception {
    JobStore first = store("60s");
    first.take(new Loaded(), null);
    killSessions();
    commitUntilAnswered(first, changes(job(1, 1)));
    assertThat(first.isHeld()).isTrue();
    first.close();
    Loaded after = new Loaded();
    store().take(after, null);
    assertThat(ids(after)).containsExactly("import_00000001");
  }

  private static void killSessions() throws Exception {
    try (Connection connection = POSTGRES.server().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
              + " WHERE application_name = 'job-tracker'");
    }
  }

  @Test
  void tables_made_by_two_at_once_are_made_once() throws Exception {
    try (Connection connection = POSTGRES.server().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "DROP TABLE IF EXISTS job_tracker, job_tracker_jobs, job_tracker_results,"
              + " job_tracker_gone");
    }
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      JobStore a = store("60s");
      JobStore b = store("60s");
      List<Callable<Turn>> both =
          List.of(() -> a.take(new Loaded(), null), () -> b.take(new Loaded(), null));
      int held = 0;
      for (Future<Turn> turn : two.invokeAll(both)) {
        held += turn.get().held() ? 1 : 0;
      }
      assertThat(held).isEqualTo(1);
    } finally {
      two.shutdown();
    }
  }

  @Test
  void newer_format_is_refused_by_name() throws Exception {
    JobStore first = store();
    first.take(new Loaded(), null);
    first.close();
    try (Connection connection = POSTGRES.server().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE job_tracker SET format = 99 WHERE cell = '" + cell + "'");
    }
    assertThatThrownBy(() -> store().take(new Loaded(), null))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("store.url: ")
        .hasMessageContaining("format 99");
  }

  @Test
  void wrong_password_is_in_no_sentence() {
    JsonObject document = document("1s");
    document.getJsonObject("store").put("password", "not-the-pass-word");
    JobStore store =
        JobStores.of(Config.from(document), InstantSource.system(), () -> "http://a:1");
    assertThatThrownBy(() -> store.take(new Loaded(), null))
        .isInstanceOf(StoreException.class)
        .hasMessageNotContaining("not-the-pass-word")
        .hasMessageNotContaining(PostgresServer.PASSWORD);
  }
}
