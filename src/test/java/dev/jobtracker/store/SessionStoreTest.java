package dev.jobtracker.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.config.Config;
import dev.jobtracker.process.OwnPostgres;
import dev.jobtracker.store.SessionStore.Known;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the nodes know in common of sessions, in a real database. */
class SessionStoreTest {
  private static final long HOUR = 3_600;
  @RegisterExtension static final OwnPostgres POSTGRES = new OwnPostgres();

  private final String cell = "sessions-" + System.nanoTime();
  private final List<SessionStore> stores = new ArrayList<>();

  @BeforeEach
  void makeTables() throws SQLException {
    try (Connection connection = POSTGRES.server().connect()) {
      PostgresTables.prepare(connection, cell);
    }
  }

  @AfterEach
  void closeAll() {
    stores.forEach(SessionStore::close);
  }

  private SessionStore store() {
    return store(cell);
  }

  private SessionStore store(String cell) {
    JsonObject document =
        JsonObject.of("store", POSTGRES.server().store(), "cluster", JsonObject.of("name", cell));
    Config config = Config.from(document);
    SessionStore store = new SessionStore(config.store(), config.cluster());
    stores.add(store);
    return store;
  }

  private static Known read(SessionStore store, long after) throws SQLException {
    return store.exchange(List.of(), HOUR, after);
  }

  @Test
  void nodes_of_one_cell_have_one_key_and_one_list() throws SQLException {
    SessionStore one = store();
    SessionStore other = store();
    Known first = one.exchange(List.of("a", "b"), HOUR, 0);
    Known seen = read(other, 0);
    assertThat(seen).isEqualTo(first);
    assertThat(seen.ended()).containsExactly("a", "b");
    one.exchange(List.of("b", "c"), HOUR, 0);
    assertThat(read(other, seen.last()).ended()).containsExactly("c");
    Known foreign = read(store(cell + "-other"), 0);
    assertThat(foreign.ended()).isEmpty();
    assertThat(foreign.key()).isNotEqualTo(first.key());
    assertThat(seen.toString()).doesNotContain(seen.key());
  }

  @Test
  void end_whose_time_is_over_is_forgotten() throws SQLException {
    store().exchange(List.of("short"), 0, 0);
    store().exchange(List.of("long"), HOUR, 0);
    assertThat(read(store(), 0).ended()).containsExactly("long");
  }

  @Test
  void long_list_comes_in_pages() throws SQLException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i <= SessionStore.PAGE; i++) {
      ids.add("id-" + i);
    }
    SessionStore store = store();
    Known page = store.exchange(ids, HOUR, 0);
    assertThat(page.ended()).hasSize(SessionStore.PAGE);
    assertThat(page.more()).isTrue();
    Known rest = read(store, page.last());
    assertThat(rest.ended()).containsExactly("id-" + SessionStore.PAGE);
    assertThat(rest.more()).isFalse();
  }

  @Test
  void more_ends_than_there_is_room_for_end_all_sessions() throws SQLException {
    SessionStore store = store();
    Known before = read(store, 0);
    try (Connection connection = POSTGRES.server().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO job_tracker_ended_sessions (cell, id, until) SELECT '%s', n, 'infinity'"
                  .formatted(cell)
              + " FROM generate_series(1, %d) n".formatted(SessionStore.MAX_ENDED));
    }
    Known after = store.exchange(List.of("one more"), HOUR, 0);
    assertThat(after.key()).isNotEqualTo(before.key());
    assertThat(after.ended()).isEmpty();
  }

  @Test
  void ends_that_many_nodes_tell_at_once_are_missed_by_nobody() throws Exception {
    int writers = 4;
    int each = 100;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    List<Future<?>> written = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      String name = "w" + writer + "-";
      SessionStore store = store();
      written.add(
          threads.submit(
              () -> {
                for (int i = 0; i < each; i++) {
                  store.exchange(List.of(name + i), HOUR, Long.MAX_VALUE);
                }
                return null;
              }));
    }
    SessionStore reader = store();
    Set<String> seen = new HashSet<>();
    long last = 0;
    boolean done = false;
    while (!done) {
      done = written.stream().allMatch(Future::isDone);
      Known news = read(reader, last);
      last = news.last();
      seen.addAll(news.ended());
    }
    for (Future<?> one : written) {
      one.get(1, TimeUnit.MINUTES);
    }
    threads.shutdown();
    assertThat(seen).hasSize(writers * each);
  }
}
