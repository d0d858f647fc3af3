package dev.jobtracker.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The checksum of a row, over all that the row holds: SQLite has none of its own, and a database
 * that was restored by hand may mix old and new. Used by one thread.
 */
final class RowCheck {
  private final CRC32C crc = new CRC32C();
  private final ByteBuffer numbers = ByteBuffer.allocate(4 * Long.BYTES);

  /** Returns the checksum of a job's row. */
  int job(StoredRow row) {
    begin(row.createdAt()).putLong(row.revision()).putLong(row.retention()).putLong(row.seenAt());
    return end(row.taskId(), row.body());
  }

  /** Returns the checksum of a result's row. */
  int result(long createdAt, byte[] body) {
    begin(createdAt);
    return end("", body);
  }

  /** Returns the checksum of the row with the listened time. */
  int listened(long micros) {
    begin(micros);
    return end("", new byte[0]);
  }

  /** Returns the checksum of a gone id's row. */
  int gone(long number, String taskId) {
    begin(number);
    return end(taskId, new byte[0]);
  }

  private ByteBuffer begin(long key) {
    crc.reset();
    return numbers.clear().putLong(key);
  }

  private int end(String text, byte[] bytes) {
    crc.update(numbers.array(), 0, numbers.position());
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
