package dev.jobtracker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.config.ConfigException;
import dev.jobtracker.job.Job;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite keeps the promises of a store, and changes no file that it must not use. */
class SqliteStoreTest extends StoreContractTest {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("jobs.db");
  }

  @Override
  JobStore store() {
    return new JdbcStore(new SqliteDialect(file()));
  }

  private void fill(int jobs) throws StoreException {
    JobStore store = store();
    Loaded.from(store);
    List<Batch.Row> rows = new ArrayList<>();
    for (int i = 1; i <= jobs; i++) {
      rows.addAll(rows(job(i).result("{\"n\":" + i + "}").build()));
    }
    store.commit(changes(rows));
    store.close();
  }

  @Test
  void stop_leaves_the_file_alone() throws StoreException, IOException {
    fill(3);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file());
    }
  }

  @Test
  void second_store_on_the_same_file_is_refused_and_the_first_goes_on() throws StoreException {
    JobStore first = store();
    Loaded.from(first);
    first.commit(changes(rows(job(1).build())));
    assertRefused("another process uses it");
    first.commit(changes(rows(job(2).build())));
    first.close();
    assertSame(Loaded.from(store()).inOrder(), job(1).build(), job(2).build());
  }

  @Test
  void file_of_a_process_that_was_killed_is_loaded_with_all_that_was_committed()
      throws StoreException, IOException {
    JobStore killed = store();
    Loaded.from(killed);
    killed.commit(changes(rows(job(1).build())));
    Path copies = Files.createDirectory(folder.resolve("as-it-was"));
    for (String name : List.of("jobs.db", "jobs.db-wal")) {
      Files.copy(folder.resolve(name), copies.resolve(name));
    }
    killed.close();
    JobStore next = new JdbcStore(new SqliteDialect(copies.resolve("jobs.db")));
    assertSame(Loaded.from(next).inOrder(), job(1).build());
    next.close();
  }

  @Test
  void file_whose_making_was_cut_short_is_made_anew() throws StoreException, SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA application_id=" + SqliteFile.APPLICATION_ID);
    }
    assertThat(Loaded.from(store()).jobs).isEmpty();
  }

  @Test
  void folder_that_is_missing_is_refused() {
    JobStore store = new JdbcStore(new SqliteDialect(folder.resolve("none").resolve("jobs.db")));
    assertThatThrownBy(() -> Loaded.from(store))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("its folder does not exist");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void text_file_is_refused() throws IOException {
    Files.writeString(file(), "id,status\n".repeat(100));
    assertUntouchedAndRefused("it is no SQLite database");
  }

  @Test
  void database_of_somebody_else_is_refused() throws SQLException, IOException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE theirs (n INTEGER)");
    }
    assertUntouchedAndRefused("it is a database, but not one of a job tracker");
  }

  @Test
  void file_of_a_newer_version_is_refused() throws StoreException, IOException, SQLException {
    fill(1);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version=" + (SqliteFile.FORMAT + 1));
    }
    assertUntouchedAndRefused("it was written by a newer version of the job tracker, in format 2");
  }

  @Test
  void file_that_was_cut_is_refused() throws StoreException, IOException {
    fill(200);
    try (RandomAccessFile cut = new RandomAccessFile(file().toFile(), "rw")) {
      cut.setLength(cut.length() / 2);
    }
    assertUntouchedAndRefused("it is damaged");
  }

  /** A flipped bit in the text of a table's definition, of which SQLite keeps no checksum. */
  @Test
  void file_whose_column_has_another_name_is_refused() throws StoreException, IOException {
    fill(3);
    String whole = Files.readString(file(), StandardCharsets.ISO_8859_1);
    String damaged = whole.replace("task_id TEXT", "task_if TEXT");
    assertThat(damaged).isNotEqualTo(whole);
    Files.writeString(file(), damaged, StandardCharsets.ISO_8859_1);
    assertUntouchedAndRefused("it is damaged, as it has not the tables of a job tracker");
  }

  @Test
  void row_that_was_changed_by_hand_is_refused() throws StoreException, IOException, SQLException {
    fill(3);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE jobs SET revision = 7 WHERE task_id = 'import_00000002'");
    }
    assertUntouchedAndRefused("it is damaged, as the checksum of a job's row does not fit");
  }

  @Test
  void listened_time_that_was_changed_by_hand_is_refused()
      throws StoreException, IOException, SQLException {
    fill(1);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE tracker SET listened = 9999999");
    }
    assertUntouchedAndRefused("it is damaged, as the checksum of the tracker's row does not fit");
  }

  /** What a flipped bit does not reach is read as it was; all else is refused. */
  @Test
  void bits_that_flipped_are_found_or_do_no_harm() throws StoreException, IOException {
    fill(100);
    byte[] whole = Files.readAllBytes(file());
    Loaded expected = Loaded.from(store());
    List<Job> jobs = expected.inOrder();
    store().close();
    Random random = new Random(20260206);
    int refused = 0;
    for (int i = 0; i < 100; i++) {
      byte[] damaged = whole.clone();
      int position = 100 + random.nextInt(whole.length - 100);
      damaged[position] ^= (byte) (1 << random.nextInt(8));
      Path copy = folder.resolve("damaged-" + i + ".db");
      Files.write(copy, damaged);
      JobStore store = new JdbcStore(new SqliteDialect(copy));
      try {
        List<Job> loaded = Loaded.from(store).inOrder();
        assertThat(loaded).as("flip at %d", position).hasSameSizeAs(jobs);
        assertSame(loaded, jobs.toArray(Job[]::new));
      } catch (ConfigException refusal) {
        refused++;
        assertThat(refusal).as("flip at %d", position).hasMessageContaining("it is damaged");
        assertThat(Files.readAllBytes(copy)).as("flip at %d", position).isEqualTo(damaged);
      }
      store.close();
    }
    assertThat(refused).isGreaterThan(30);
  }

  private void assertUntouchedAndRefused(String reason) throws IOException {
    byte[] before = Files.readAllBytes(file());
    assertRefused(reason);
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
    try (var files = Files.list(folder)) {
      assertThat(files.filter(path -> path.toFile().length() > 0)).containsExactly(file());
    }
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> Loaded.from(store()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("store.file: must be a file that the tracker can use, and ")
        .hasMessageContaining(reason)
        .hasMessageEndingWith("\"" + file() + "\"")
        .satisfies(refusal -> assertThat(refusal.getMessage().strip()).doesNotContain("\n"));
  }

  @Test
  void damage_in_the_log_of_a_killed_process_is_found_and_nothing_is_changed() throws Exception {
    JobStore killed = store();
    Loaded.from(killed);
    for (int i = 1; i <= 50; i++) {
      killed.commit(changes(rows(job(i).build())));
    }
    Path copies = Files.createDirectory(folder.resolve("as-it-was"));
    byte[] main = Files.readAllBytes(file());
    byte[] log = Files.readAllBytes(folder.resolve("jobs.db-wal"));
    killed.close();
    // A checksum of SQLite's own guards each frame: what follows a bad one counts as never written.
    // A row that was changed by hand has good frames, and a bad checksum of ours.
    String row = new String(log, StandardCharsets.ISO_8859_1);
    assertThat(row).contains("import_00000050");
    Files.write(copies.resolve("jobs.db"), main);
    Files.write(copies.resolve("jobs.db-wal"), log);
    damageByHand(copies);
    byte[] mainDamaged = Files.readAllBytes(copies.resolve("jobs.db"));
    byte[] logDamaged = Files.readAllBytes(copies.resolve("jobs.db-wal"));
    assertThat(logDamaged).isNotEmpty();
    JobStore next = new JdbcStore(new SqliteDialect(copies.resolve("jobs.db")));
    assertThatThrownBy(() -> Loaded.from(next)).hasMessageContaining("it is damaged");
    assertThat(Files.readAllBytes(copies.resolve("jobs.db"))).isEqualTo(mainDamaged);
    assertThat(Files.readAllBytes(copies.resolve("jobs.db-wal"))).isEqualTo(logDamaged);
    assertThat(copies.resolve("jobs.db-shm")).doesNotExist();
  }

  /** Changes a row as another program would, and leaves the log as a kill does. */
  private static void damageByHand(Path copies) throws SQLException, IOException {
    Path database = copies.resolve("jobs.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE jobs SET seen_at = 12345 WHERE task_id = 'import_00000050'");
      Path kept = Files.createDirectory(copies.resolve("kept"));
      Files.copy(database, kept.resolve("jobs.db"));
      Files.copy(copies.resolve("jobs.db-wal"), kept.resolve("jobs.db-wal"));
    }
    for (String name : List.of("jobs.db", "jobs.db-wal")) {
      Files.move(
          copies.resolve("kept").resolve(name),
          copies.resolve(name),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
