package dev.jobtracker.store;

import dev.jobtracker.job.Job;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a {@link FaultyStore} has written: rows, as a database would hold them. Thread-safe. */
public final class MemoryDisk {
  private static final long NOBODY = -1;

  private final TreeMap<Long, EncodedBatch.JobRow> rows = new TreeMap<>();
  private final Map<Long, byte[]> results = new HashMap<>();
  private final TreeMap<Long, String> gone = new TreeMap<>();
  private final Map<String, Job> jobs = new HashMap<>();
  private final List<Map<String, Job>> versions = new ArrayList<>(List.of(Map.of()));
  private long listened;
  private long epoch;
  private long owner = NOBODY;

  /** Lets a store write, and no other one any more; it names the number that it had before. */
  synchronized long take(long before) {
    owner = owner == before ? owner : ++epoch;
    return owner;
  }

  synchronized boolean isOwnedBy(long store) {
    return owner == store;
  }

  synchronized void giveBack(long from) {
    owner = owner == from ? NOBODY : owner;
  }

  synchronized Turn read(StoreReader reader) throws IOException {
    for (EncodedBatch.JobRow row : rows.values()) {
      reader.job(
          StoredBody.read(row.row(), results.get(row.row().createdAt())), row.row().seenAt());
    }
    gone.values().forEach(reader::gone);
    return new Turn(true, epoch, null, null, 0, listened, gone.isEmpty() ? 0 : gone.lastKey());
  }

  /** Writes all of it, unless somebody else has taken the disk. */
  synchronized boolean write(long writer, Batch batch) {
    if (writer != owner) {
      return false;
    }
    EncodedBatch encoded = EncodedBatch.of(batch);
    if (batch.clears()) {
      rows.clear();
      results.clear();
      jobs.clear();
    }
    batch.deleted().forEach(this::delete);
    encoded.withoutResult().forEach(results::remove);
    encoded.jobs().forEach(row -> rows.put(row.row().createdAt(), row));
    encoded.results().forEach(result -> results.put(result.createdAt(), result.body()));
    encoded.gone().forEach(id -> gone.put(id.number(), id.taskId()));
    gone.headMap(batch.goneUpTo(), true).clear();
    listened = batch.listened();
    batch.rows().forEach(row -> jobs.put(row.job().taskId(), row.job()));
    versions.add(Map.copyOf(jobs));
    return true;
  }

  private void delete(long createdAt) {
    results.remove(createdAt);
    EncodedBatch.JobRow row = rows.remove(createdAt);
    if (row != null) {
      jobs.remove(row.row().taskId());
    }
  }

  /** Returns the number of the newest version; each commit makes one. */
  public synchronized int version() {
    return versions.size() - 1;
  }

  /** Returns the jobs as the commit of this number left them; 0 = none was there yet. */
  public synchronized Map<String, Job> version(int number) {
    return versions.get(number);
  }

  /** Returns the newest stored state of this job, or null where none is stored. */
  public synchronized @Nullable Job job(String taskId) {
    return jobs.get(taskId);
  }

  /** Returns whether the id is remembered as gone. */
  public synchronized boolean isGone(String taskId) {
    return gone.containsValue(taskId);
  }

  /** Returns the listened time that was stored last, in microseconds. */
  public synchronized long listened() {
    return listened;
  }
}
