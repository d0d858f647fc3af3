package dev.jobtracker.store;

import dev.jobtracker.job.JobException;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Function;

/** Hands rows over to a reader, and refuses those that are damaged. Used by one thread. */
final class RowReader {
  /** The columns of a job and its result, in the order in which {@link #job} reads them. */
  static final String JOB =
      "j.created_at, j.task_id, j.revision, j.retention, j.seen_at, j.body, j.crc, r.body, r.crc";

  /** The columns of a gone id, in the order in which {@link #gone} reads them. */
  static final String GONE = "number, task_id, crc";

  /** The columns of the tracker's own row, in the order in which {@link #listened} reads them. */
  static final String LISTENED = "listened, crc";

  private final StoreReader reader;
  private final Function<String, RuntimeException> damaged;
  private final RowCheck check = new RowCheck();

  /**
   * Reads for this reader.
   *
   * @param damaged makes the refusal of a damaged row, told what is wrong with it
   */
  RowReader(StoreReader reader, Function<String, RuntimeException> damaged) {
    this.reader = reader;
    this.damaged = damaged;
  }

  void job(ResultSet rows) throws SQLException {
    StoredRow row =
        new StoredRow(
            rows.getLong(1),
            rows.getString(2),
            rows.getLong(3),
            rows.getLong(4),
            rows.getLong(5),
            rows.getBytes(6));
    byte[] result = rows.getBytes(8);
    boolean whole =
        row.body() != null
            && row.taskId() != null
            && check.job(row) == rows.getInt(7)
            && (result == null || check.result(row.createdAt(), result) == rows.getInt(9));
    if (!whole) {
      throw damaged.apply("the checksum of a job's row does not fit");
    }
    try {
      reader.job(StoredBody.read(row, result), row.seenAt());
    } catch (IOException | JobException unreadable) {
      throw damaged.apply("a job's row cannot be read");
    }
  }

  /** Returns the listened time of the only row there is. */
  long listened(ResultSet rows) throws SQLException {
    if (!rows.next() || check.listened(rows.getLong(1)) != rows.getInt(2)) {
      throw damaged.apply("the checksum of the tracker's row does not fit");
    }
    return rows.getLong(1);
  }

  /** Returns the number of the id. */
  long gone(ResultSet rows) throws SQLException {
    long number = rows.getLong(1);
    String taskId = rows.getString(2);
    if (taskId == null || check.gone(number, taskId) != rows.getInt(3)) {
      throw damaged.apply("the checksum of a forgotten id's row does not fit");
    }
    reader.gone(taskId);
    return number;
  }
}
