package dev.jobtracker.store;

/**
 * A job's row, without its result and its checksum.
 *
 * @param createdAt microseconds since 1970; no two jobs share it, so it is the key
 * @param retention how long the job is kept once it has ended, in milliseconds
 * @param seenAt when its worker was last heard of, in listened time, microseconds
 * @param body the rest of the job as JSON
 */
@SuppressWarnings("ArrayRecordComponent")
record StoredRow(
    long createdAt, String taskId, long revision, long retention, long seenAt, byte[] body) {}
