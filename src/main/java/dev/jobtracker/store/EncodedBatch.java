package dev.jobtracker.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch as the rows that a database takes, made on the store's thread.
 *
 * @param batch what is not a row
 * @param jobs rows of jobs
 * @param results rows of results that are new or changed
 * @param withoutResult jobs that have no result any more, by the microsecond of their creation
 * @param gone rows of gone ids
 * @param listenedCrc the checksum of the row with the listened time
 */
record EncodedBatch(
    Batch batch,
    List<JobRow> jobs,
    List<ResultRow> results,
    List<Long> withoutResult,
    List<GoneRow> gone,
    int listenedCrc) {

  /** A job's row and its checksum. */
  record JobRow(StoredRow row, int crc) {}

  /** A result, compact JSON in UTF-8, and the checksum of its row. */
  @SuppressWarnings("ArrayRecordComponent")
  record ResultRow(long createdAt, byte[] body, int crc) {}

  /** A gone id and the checksum of its row. */
  record GoneRow(long number, String taskId, int crc) {}

  static EncodedBatch of(Batch batch) {
    RowCheck check = new RowCheck();
    EncodedBatch encoded =
        new EncodedBatch(
            batch,
            new ArrayList<>(batch.rows().size()),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(batch.gone().size()),
            check.listened(batch.listened()));
    batch.rows().forEach(row -> encoded.add(row, check));
    for (Batch.Gone id : batch.gone()) {
      int crc = check.gone(id.number(), id.taskId());
      encoded.gone.add(new GoneRow(id.number(), id.taskId(), crc));
    }
    return encoded;
  }

  private void add(Batch.Row changed, RowCheck check) {
    long createdAt = StoredBody.micros(changed.job().createdAt());
    StoredRow row =
        new StoredRow(
            createdAt,
            changed.job().taskId(),
            changed.job().revision(),
            changed.job().retentionMillis(),
            changed.seenAt(),
            StoredBody.write(changed.job()));
    jobs.add(new JobRow(row, check.job(row)));
    String result = changed.job().result();
    if (changed.withResult() && result == null) {
      withoutResult.add(createdAt);
    } else if (changed.withResult()) {
      byte[] body = result.getBytes(StandardCharsets.UTF_8);
      results.add(new ResultRow(createdAt, body, check.result(createdAt, body)));
    }
  }
}
