package dev.jobtracker.store;

import dev.jobtracker.store.StoreException.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * SQLite: one file, owned by one process for as long as it runs. Commits are appended to a log
 * beside the file and forced to the disk each ({@code synchronous=FULL}).
 *
 * <p>Every commit uses fresh statements and says {@code BEGIN} and {@code COMMIT} itself: after a
 * full disk the driver's prepared statements stay broken, and its own mode of transactions no
 * longer knows whether one is open.
 */
final class SqliteDialect implements Dialect {
  private static final List<String> TABLES =
      List.of(
          "CREATE TABLE tracker (id INTEGER PRIMARY KEY CHECK (id = 1), listened INTEGER NOT NULL,"
              + " crc INTEGER NOT NULL)",
          "CREATE TABLE jobs (created_at INTEGER PRIMARY KEY, task_id TEXT NOT NULL,"
              + " revision INTEGER NOT NULL, retention INTEGER NOT NULL, seen_at INTEGER NOT NULL,"
              + " body BLOB NOT NULL, crc INTEGER NOT NULL)",
          "CREATE TABLE results (created_at INTEGER PRIMARY KEY, body BLOB NOT NULL,"
              + " crc INTEGER NOT NULL)",
          "CREATE TABLE gone (number INTEGER PRIMARY KEY, task_id TEXT NOT NULL,"
              + " crc INTEGER NOT NULL)",
          "INSERT INTO tracker VALUES (1, 0, " + new RowCheck().listened(0) + ")");

  private static final int ERROR = 1;
  private static final int BUSY = 5;
  private static final int LOCKED = 6;
  private static final int NO_MEMORY = 7;
  private static final int READ_ONLY = 8;
  private static final int IO_ERROR = 10;
  private static final int CORRUPT = 11;
  private static final int FULL = 13;
  private static final int CANNOT_OPEN = 14;
  private static final int NOT_A_DATABASE = 26;
  private static final Set<Integer> PASSING =
      Set.of(BUSY, LOCKED, NO_MEMORY, READ_ONLY, IO_ERROR, FULL, CANNOT_OPEN);

  private final SqliteFile file;

  /** What the file says already, so that it is not written again with every commit. */
  private long writtenListened;

  private long trimmedUpTo;

  SqliteDialect(Path path) {
    this.file = new SqliteFile(path);
  }

  @Override
  public Connection connect() throws SQLException {
    boolean exists = file.check();
    writtenListened = -1;
    trimmedUpTo = Long.MIN_VALUE;
    try {
      if (exists) {
        SqliteCheck.beforeWriting(file);
      }
      return owned();
    } catch (SQLException failure) {
      throw explained(failure);
    }
  }

  private Connection owned() throws SQLException {
    Connection connection = open();
    boolean owned = false;
    try {
      own(connection);
      SqliteCheck.requireSound(connection, file);
      owned = true;
      return connection;
    } finally {
      if (!owned) {
        connection.close();
      }
    }
  }

  private Connection open() throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("busy_timeout", "0");
    return DriverManager.getConnection("jdbc:sqlite:" + file.path(), settings);
  }

  /** Takes the file for this process, and makes the tables of a new one. */
  private static void own(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA locking_mode=EXCLUSIVE");
      statement.execute("PRAGMA cell_size_check=ON");
      statement.execute("BEGIN IMMEDIATE");
      if (isEmpty(statement)) {
        // Before the write-ahead log is switched on, so that the file itself says whose it is.
        statement.execute("PRAGMA application_id=" + SqliteFile.APPLICATION_ID);
        statement.execute("PRAGMA user_version=" + SqliteFile.FORMAT);
        for (String table : TABLES) {
          statement.execute(table);
        }
      }
      statement.execute("COMMIT");
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute("PRAGMA synchronous=FULL");
      statement.execute("PRAGMA journal_size_limit=67108864");
    }
  }

  /** A process that was killed while it made the tables leaves a file that says it is ours. */
  private static boolean isEmpty(Statement statement) throws SQLException {
    try (ResultSet tables = statement.executeQuery("SELECT count(*) FROM sqlite_master")) {
      return tables.next() && tables.getInt(1) == 0;
    }
  }

  /** Whoever has the file has the right. */
  @Override
  public Turn take(Connection connection, StoreReader reader, @Nullable String unreached)
      throws SQLException {
    try {
      return new SqliteLoading(connection, reader, file).run();
    } catch (SQLException failure) {
      throw explained(failure);
    }
  }

  @Override
  public void commit(Connection connection, EncodedBatch batch) throws SQLException {
    try (Statement transaction = connection.createStatement()) {
      transaction.execute("BEGIN IMMEDIATE");
      boolean committed = false;
      try {
        write(connection, batch);
        transaction.execute("COMMIT");
        committed = true;
        writtenListened = batch.batch().listened();
        trimmedUpTo = batch.batch().goneUpTo();
      } finally {
        if (!committed) {
          rollBack(transaction);
        }
      }
    }
  }

  /** SQLite may have rolled back by itself, and then refuses to do it again. */
  private static void rollBack(Statement transaction) {
    try {
      transaction.execute("ROLLBACK");
    } catch (SQLException rolledBackAlready) {
      // The failure that led here is the one to tell.
    }
  }

  private void write(Connection connection, EncodedBatch encoded) throws SQLException {
    Batch batch = encoded.batch();
    if (batch.clears()) {
      execute(connection, "DELETE FROM jobs");
      execute(connection, "DELETE FROM results");
    }
    each(connection, "DELETE FROM jobs WHERE created_at = ?", batch.deleted());
    each(connection, "DELETE FROM results WHERE created_at = ?", batch.deleted());
    each(connection, "DELETE FROM results WHERE created_at = ?", encoded.withoutResult());
    writeJobs(connection, encoded.jobs());
    writeResults(connection, encoded.results());
    writeGone(connection, encoded.gone());
    if (batch.goneUpTo() > trimmedUpTo) {
      each(connection, "DELETE FROM gone WHERE number <= ?", List.of(batch.goneUpTo()));
    }
    if (batch.listened() != writtenListened) {
      String row = "listened = " + batch.listened() + ", crc = " + encoded.listenedCrc();
      execute(connection, "UPDATE tracker SET " + row);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void each(Connection connection, String sql, List<Long> numbers)
      throws SQLException {
    if (numbers.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (long number : numbers) {
        statement.setLong(1, number);
        statement.executeUpdate();
      }
    }
  }

  private static void writeJobs(Connection connection, List<EncodedBatch.JobRow> jobs)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT OR REPLACE INTO jobs VALUES (?, ?, ?, ?, ?, ?, ?)")) {
      for (EncodedBatch.JobRow job : jobs) {
        statement.setLong(1, job.row().createdAt());
        statement.setString(2, job.row().taskId());
        statement.setLong(3, job.row().revision());
        statement.setLong(4, job.row().retention());
        statement.setLong(5, job.row().seenAt());
        statement.setBytes(6, job.row().body());
        statement.setInt(7, job.crc());
        statement.executeUpdate();
      }
    }
  }

  private static void writeResults(Connection connection, List<EncodedBatch.ResultRow> results)
      throws SQLException {
    if (results.isEmpty()) {
      return;
    }
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT OR REPLACE INTO results VALUES (?, ?, ?)")) {
      for (EncodedBatch.ResultRow result : results) {
        statement.setLong(1, result.createdAt());
        statement.setBytes(2, result.body());
        statement.setInt(3, result.crc());
        statement.executeUpdate();
      }
    }
  }

  private static void writeGone(Connection connection, List<EncodedBatch.GoneRow> gone)
      throws SQLException {
    if (gone.isEmpty()) {
      return;
    }
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT OR REPLACE INTO gone VALUES (?, ?, ?)")) {
      for (EncodedBatch.GoneRow id : gone) {
        statement.setLong(1, id.number());
        statement.setString(2, id.taskId());
        statement.setInt(3, id.crc());
        statement.executeUpdate();
      }
    }
  }

  @Override
  public Kind kindOf(SQLException failure) {
    return PASSING.contains(failure.getErrorCode() & 0xFF) ? Kind.PASSING : Kind.BROKEN;
  }

  /** Says what a failed start means to whoever wrote the configuration. */
  private RuntimeException explained(SQLException failure) throws SQLException {
    return switch (failure.getErrorCode() & 0xFF) {
      case BUSY, LOCKED -> file.refused("another process uses it");
      case READ_ONLY, CANNOT_OPEN -> file.refused("it cannot be written to");
      case FULL -> file.refused("the disk is full");
      case CORRUPT, NOT_A_DATABASE -> file.damaged("SQLite finds it malformed");
      case ERROR -> file.damaged("it has not the tables of a job tracker");
      default -> throw failure;
    };
  }

  /** The file is open as before, and to open it anew would give away the right to write. */
  @Override
  public boolean keepsConnection() {
    return true;
  }

  /** Nobody can take the file from a process that has it. */
  @Override
  public boolean isHeld() {
    return true;
  }

  @Override
  public void close(Connection connection) throws SQLException {
    connection.close();
  }
}
