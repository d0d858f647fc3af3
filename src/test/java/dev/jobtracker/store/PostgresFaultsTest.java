package dev.jobtracker.store;

import static dev.jobtracker.Eventually.eventually;
import static dev.jobtracker.store.PostgresStoreTest.BORN;
import static dev.jobtracker.store.PostgresStoreTest.changes;
import static dev.jobtracker.store.PostgresStoreTest.commitUntilAnswered;
import static dev.jobtracker.store.PostgresStoreTest.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.config.Config;
import dev.jobtracker.job.Job;
import dev.jobtracker.page.FailingProxy;
import dev.jobtracker.process.OwnPostgres;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What networks, vacuums and frozen processes do to several stores in one PostgreSQL. */
class PostgresFaultsTest {
  private static final String FIRST = "import_00000000";
  private static final AtomicInteger CELLS = new AtomicInteger();
  @RegisterExtension static final OwnPostgres POSTGRES = new OwnPostgres();

  private final List<JobStore> stores = new ArrayList<>();
  private String cell;

  @BeforeEach
  void ownCell() {
    cell = "cell-" + CELLS.incrementAndGet();
  }

  @AfterEach
  void closeAll() {
    stores.forEach(JobStore::close);
  }

  private JobStore store(String lease) {
    return store(document(lease));
  }

  private JobStore store(JsonObject document) {
    String url = "http://node-" + stores.size() + ":1";
    JobStore store = JobStores.of(Config.from(document), InstantSource.system(), () -> url);
    stores.add(store);
    return store;
  }

  private JsonObject document(String lease) {
    return new JsonObject()
        .put("store", POSTGRES.server().store())
        .put("cluster", new JsonObject().put("name", cell).put("lease", lease));
  }

  private static Job many(String taskId, Instant created) {
    return Job.builder(taskId, "import")
        .heartbeatTimeout(5)
        .lostAfter(6)
        .createdAt(created)
        .updatedAt(created)
        .build();
  }

  /** The network heals late: what a broken connection had taken comes when others have gone on. */
  @Test
  void commit_that_comes_late_undoes_nothing_that_was_committed_since() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (FailingProxy way = new FailingProxy(POSTGRES.server().port())) {
      JsonObject document = document("60s");
      document.getJsonObject("store").put("url", POSTGRES.server().url(way.port()));
      JobStore store = store(document);
      store.take(new Loaded(), null);
      store.commit(changes(job(1, 1), job(2, 1)));
      way.hold();
      Future<Object> cut = other.submit(() -> commitAgain(store, changes(job(1, 2))));
      eventually(() -> assertThat(way.holds()).isTrue());
      way.cutClients();
      cut.get();
      store.commit(changes(job(1, 3)));
      way.release();
      eventually(() -> assertThat(sessions()).isEqualTo(1));
      store.close();
      Loaded after = new Loaded();
      store("60s").take(after, null);
      assertThat(after.inOrder()).extracting(Job::revision).containsExactly(1L, 3L);
    } finally {
      other.shutdown();
    }
  }

  private static Object commitAgain(JobStore store, Batch batch) throws StoreException {
    commitUntilAnswered(store, batch);
    return batch;
  }

  /** Returns how many sessions there are; one that has lost its client ends after its statement. */
  private static int sessions() {
    String count = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'job-tracker'";
    try (Connection connection = POSTGRES.server().connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(count)) {
      row.next();
      return row.getInt(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** As a vacuum does, which may go on for hours. */
  @Test
  void table_that_is_locked_for_a_vacuum_lets_another_node_begin() throws Exception {
    JobStore first = store("60s");
    first.take(new Loaded(), null);
    try (Connection connection = POSTGRES.server().connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE job_tracker_jobs IN SHARE UPDATE EXCLUSIVE MODE");
      assertThat(store("60s").take(new Loaded(), null).held()).isFalse();
      first.commit(changes(job(1, 1)));
    }
  }

  /** A process may be frozen between two statements for as long as it likes. */
  @Test
  void locks_of_a_process_that_does_nothing_are_not_kept() throws Exception {
    store("1s").take(new Loaded(), null);
    try (Connection frozen = PostgresConnection.open(Config.from(document("1s")).store());
        Statement statement = frozen.createStatement()) {
      frozen.setAutoCommit(false);
      statement.execute("SELECT * FROM job_tracker WHERE cell = '" + cell + "' FOR UPDATE");
      JobStore other = store("1s");
      eventually(() -> assertThat(isTakenBy(other)).isTrue());
    }
  }

  private static boolean isTakenBy(JobStore store) {
    try {
      return store.take(new Loaded(), null).held();
    } catch (StoreException failure) {
      throw new AssertionError(failure);
    }
  }

  /** An id is used again while another process reads; the new job is not the one that is gone. */
  @Test
  void id_that_is_used_again_while_a_follower_reads_is_there() throws Exception {
    JobStore first = store("60s");
    first.take(new Loaded(), null);
    List<Batch.Row> many = new ArrayList<>();
    for (int i = 0; i <= 5_000; i++) {
      many.add(new Batch.Row(many("import_%08d".formatted(i), BORN.plusMillis(i)), 7, true));
    }
    first.commit(new Batch(false, List.of(), List.of(), 0, many, 1));
    List<String> told = new ArrayList<>();
    StoreReader follower =
        new StoreReader() {
          private int read;

          @Override
          public void job(Job job, long seenAt) {
            told.add("job " + job.taskId());
            if (++read == 5_000) {
              useAgain(first);
            }
          }

          @Override
          public void gone(String taskId) {
            told.add("gone " + taskId);
          }

          @Override
          public void cleared() {
            told.clear();
          }
        };
    JobStore second = store("60s");
    second.take(follower, null);
    second.take(follower, null);
    assertThat(told.lastIndexOf("job " + FIRST)).isGreaterThan(told.lastIndexOf("gone " + FIRST));
  }

  private static void useAgain(JobStore store) {
    Batch.Row again = new Batch.Row(many(FIRST, BORN.plusSeconds(60)), 7, true);
    try {
      store.commit(
          new Batch(
              false,
              List.of(StoredBody.micros(BORN)),
              List.of(new Batch.Gone(1, FIRST)),
              0,
              List.of(again),
              2));
    } catch (StoreException failure) {
      throw new AssertionError(failure);
    }
  }
}
