package dev.jobtracker.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A commit as one statement. Its first part renews the lease and finds no row where somebody else
 * has taken over; then none of the other parts does anything. The lock on that row puts commits and
 * takeovers in one order.
 *
 * <p>Nor does it find the row from a session that this process has left. What was sent there may
 * come late, when the network heals, and would undo what was committed since.
 */
final class PostgresCommit {
  private static final String HELD =
      """
      WITH held AS (
        UPDATE job_tracker SET
          until = clock_timestamp() + ? * interval '1 microsecond', seq = seq + 1, owner = ?,
          listened = ?,
          last_gone = greatest(last_gone, ?), gone_up_to = greatest(gone_up_to, ?),
          cleared = CASE WHEN ? THEN seq + 1 ELSE cleared END
        WHERE cell = ? AND epoch = ? AND pid = ? AND backend_start = ?::timestamptz
        RETURNING cell, seq)""";

  private static final String CLEARED =
      """
      ,
      cleared_jobs AS (
        DELETE FROM job_tracker_jobs j USING held WHERE j.cell = held.cell),
      cleared_results AS (
        DELETE FROM job_tracker_results r USING held WHERE r.cell = held.cell)""";

  private static final String DELETED_JOBS =
      """
      ,
      deleted_jobs AS (
        DELETE FROM job_tracker_jobs j USING held, unnest(?::bigint[]) d
        WHERE j.cell = held.cell AND j.created_at = d)""";

  private static final String DELETED_RESULTS =
      """
      ,
      deleted_results AS (
        DELETE FROM job_tracker_results r USING held, unnest(?::bigint[]) d
        WHERE r.cell = held.cell AND r.created_at = d)""";

  private static final String WRITTEN_GONE =
      """
      ,
      written_gone AS (
        INSERT INTO job_tracker_gone (cell, number, task_id, crc)
        SELECT held.cell, u.* FROM held, unnest(?::bigint[], ?::text[], ?::int[]) u
        ON CONFLICT DO NOTHING)""";

  private static final String WRITTEN_JOBS =
      """
      ,
      written_jobs AS (
        INSERT INTO job_tracker_jobs
          (cell, created_at, task_id, revision, retention, seen_at, body, crc, seq)
        SELECT held.cell, u.*, held.seq FROM held,
          unnest(?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bytea[],
            ?::int[]) u
        ON CONFLICT (cell, created_at) DO UPDATE SET
          task_id = EXCLUDED.task_id, revision = EXCLUDED.revision,
          retention = EXCLUDED.retention, seen_at = EXCLUDED.seen_at, body = EXCLUDED.body,
          crc = EXCLUDED.crc, seq = EXCLUDED.seq)""";

  private static final String WRITTEN_RESULTS =
      """
      ,
      written_results AS (
        INSERT INTO job_tracker_results (cell, created_at, body, crc)
        SELECT held.cell, u.* FROM held, unnest(?::bigint[], ?::bytea[], ?::int[]) u
        ON CONFLICT (cell, created_at) DO UPDATE SET body = EXCLUDED.body, crc = EXCLUDED.crc)""";

  private static final String END = "\nSELECT seq FROM held";

  private final Connection connection;
  private final EncodedBatch encoded;

  PostgresCommit(Connection connection, EncodedBatch encoded) {
    this.connection = connection;
    this.encoded = encoded;
  }

  /**
   * Runs it.
   *
   * @param right who may write, and as who
   * @param leaseMicros for how long from now
   * @return whether this process still had the right; false = nothing was written
   */
  boolean run(PostgresRight right, long leaseMicros) throws SQLException {
    Batch batch = encoded.batch();
    List<Long> withoutResult = withoutResult(batch);
    try (PreparedStatement statement = connection.prepareStatement(sql(withoutResult))) {
      int at = 1;
      statement.setLong(at++, leaseMicros);
      statement.setString(at++, right.url());
      statement.setLong(at++, batch.listened());
      statement.setLong(at++, lastGone(batch));
      statement.setLong(at++, batch.goneUpTo());
      statement.setBoolean(at++, batch.clears());
      statement.setString(at++, right.cell());
      statement.setLong(at++, right.epoch());
      statement.setInt(at++, right.session().pid());
      statement.setString(at++, right.session().begun());
      if (!batch.deleted().isEmpty()) {
        statement.setArray(at++, numbers(batch.deleted(), number -> number));
      }
      if (!withoutResult.isEmpty()) {
        statement.setArray(at++, numbers(withoutResult, number -> number));
      }
      at = setGone(statement, at);
      at = setJobs(statement, at);
      setResults(statement, at);
      try (ResultSet held = statement.executeQuery()) {
        return held.next();
      }
    }
  }

  /**
   * Only the parts with something to do: the database would walk through many dead rows to find
   * that there is nothing to delete.
   */
  private String sql(List<Long> withoutResult) {
    Batch batch = encoded.batch();
    return HELD
        + (batch.clears() ? CLEARED : "")
        + (batch.deleted().isEmpty() ? "" : DELETED_JOBS)
        + (withoutResult.isEmpty() ? "" : DELETED_RESULTS)
        + (encoded.gone().isEmpty() ? "" : WRITTEN_GONE)
        + (encoded.jobs().isEmpty() ? "" : WRITTEN_JOBS)
        + (encoded.results().isEmpty() ? "" : WRITTEN_RESULTS)
        + END;
  }

  private static long lastGone(Batch batch) {
    List<Batch.Gone> gone = batch.gone();
    return gone.isEmpty() ? 0 : gone.get(gone.size() - 1).number();
  }

  private List<Long> withoutResult(Batch batch) {
    List<Long> all = new ArrayList<>(batch.deleted());
    all.addAll(encoded.withoutResult());
    return all;
  }

  private int setGone(PreparedStatement statement, int first) throws SQLException {
    List<EncodedBatch.GoneRow> gone = encoded.gone();
    if (gone.isEmpty()) {
      return first;
    }
    statement.setArray(first, numbers(gone, EncodedBatch.GoneRow::number));
    statement.setArray(first + 1, texts(gone, EncodedBatch.GoneRow::taskId));
    statement.setArray(first + 2, checks(gone, EncodedBatch.GoneRow::crc));
    return first + 3;
  }

  private int setJobs(PreparedStatement statement, int first) throws SQLException {
    List<EncodedBatch.JobRow> jobs = encoded.jobs();
    if (jobs.isEmpty()) {
      return first;
    }
    statement.setArray(first, numbers(jobs, job -> job.row().createdAt()));
    statement.setArray(first + 1, texts(jobs, job -> job.row().taskId()));
    statement.setArray(first + 2, numbers(jobs, job -> job.row().revision()));
    statement.setArray(first + 3, numbers(jobs, job -> job.row().retention()));
    statement.setArray(first + 4, numbers(jobs, job -> job.row().seenAt()));
    statement.setArray(first + 5, bodies(jobs, job -> job.row().body()));
    statement.setArray(first + 6, checks(jobs, EncodedBatch.JobRow::crc));
    return first + 7;
  }

  private void setResults(PreparedStatement statement, int first) throws SQLException {
    List<EncodedBatch.ResultRow> results = encoded.results();
    if (results.isEmpty()) {
      return;
    }
    statement.setArray(first, numbers(results, EncodedBatch.ResultRow::createdAt));
    statement.setArray(first + 1, bodies(results, EncodedBatch.ResultRow::body));
    statement.setArray(first + 2, checks(results, EncodedBatch.ResultRow::crc));
  }

  private <T> Array numbers(List<T> rows, Function<T, Long> number) throws SQLException {
    return connection.createArrayOf("bigint", rows.stream().map(number).toArray(Long[]::new));
  }

  private <T> Array texts(List<T> rows, Function<T, String> text) throws SQLException {
    return connection.createArrayOf("text", rows.stream().map(text).toArray(String[]::new));
  }

  private <T> Array checks(List<T> rows, Function<T, Integer> check) throws SQLException {
    return connection.createArrayOf("int", rows.stream().map(check).toArray(Integer[]::new));
  }

  private <T> Array bodies(List<T> rows, Function<T, byte[]> body) throws SQLException {
    return connection.createArrayOf("bytea", rows.stream().map(body).toArray(byte[][]::new));
  }
}
