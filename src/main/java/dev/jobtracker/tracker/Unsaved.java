package dev.jobtracker.tracker;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.Removal;
import dev.jobtracker.store.Batch;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The changes that one commit will write, merged to the newest state of each job, and those who
 * wait for it. Bounded by {@code store.max_unsaved}, which the journal keeps. Used on the tracker's
 * event loop.
 */
final class Unsaved {
  /** By creation, which no two jobs share, although an id may be used again. */
  private final Map<Instant, UnsavedJob> jobs = new LinkedHashMap<>();

  /** The first record of each id in this batch, which knows what is stored of it. */
  private final Map<String, UnsavedJob> byId = new HashMap<>();

  /** What changed before a clear: nobody writes it any more, but it must be told. */
  private final List<UnsavedJob> beforeClear = new ArrayList<>();

  /** Cleared jobs whose end must be told; the map tells of most of them later. */
  private final List<Job> cleared = new ArrayList<>();

  private final List<Batch.Gone> gone = new ArrayList<>();
  private Promise<Void> stored = Promise.promise();
  private Promise<Void> settled = Promise.promise();
  private boolean clears;

  /** Merges a change of a job. */
  void change(@Nullable Job before, Job job) {
    jobOf(before, job).change(before, job);
  }

  /** Notes a sign of life. */
  void heard(Job job) {
    jobOf(job, job);
  }

  /** Notes that a job is forgotten, and its id gone. */
  void remove(Job job, Removal reason, long number) {
    jobOf(job, job).remove(reason);
    gone.add(new Batch.Gone(number, job.taskId()));
  }

  /** Notes that all jobs are forgotten, and which of their ids are remembered. */
  void clear(List<Batch.Gone> ids) {
    clears = true;
    beforeClear.addAll(jobs.values());
    jobs.clear();
    byId.clear();
    gone.addAll(ids);
  }

  /** Notes that the end of this job, which {@link #clear} forgot, must be told. */
  void tellCleared(Job job) {
    cleared.add(job);
  }

  private UnsavedJob jobOf(@Nullable Job before, Job job) {
    UnsavedJob unsaved = jobs.get(job.createdAt());
    if (unsaved == null) {
      unsaved = new UnsavedJob(before, job);
      jobs.put(job.createdAt(), unsaved);
      byId.putIfAbsent(job.taskId(), unsaved);
    }
    return unsaved;
  }

  boolean isEmpty() {
    return jobs.isEmpty() && !clears;
  }

  int size() {
    return jobs.size() + beforeClear.size();
  }

  /** Returns whether all jobs are forgotten that were stored before. */
  boolean clears() {
    return clears;
  }

  /** Returns whether what is stored of this id may change with this batch. */
  boolean concerns(String taskId) {
    return clears || byId.containsKey(taskId);
  }

  /** Returns what is written. */
  Collection<UnsavedJob> jobs() {
    return jobs.values();
  }

  /** Returns what is unsaved of this id, or null where nothing is. */
  @Nullable UnsavedJob of(String taskId) {
    return byId.get(taskId);
  }

  /** Returns what is unsaved of this record, or null where nothing is. */
  @Nullable UnsavedJob of(Job job) {
    return jobs.get(job.createdAt());
  }

  /** Tells all that this batch has changed. */
  void announce(JobEvents events) {
    beforeClear.forEach(job -> job.announce(events));
    cleared.forEach(job -> events.removed(job, Removal.CLEARED));
    jobs.values().forEach(job -> job.announce(events));
  }

  /** Returns when all of it is stored; fails when that is not so or not known. */
  Future<Void> stored() {
    return stored.future();
  }

  /** Returns when a reader need not wait any more, stored or not. */
  Future<Void> settled() {
    return settled.future();
  }

  /** Lets those go on who wait until all of it is stored. */
  void succeed() {
    stored.tryComplete();
    settled.tryComplete();
  }

  /** Lets readers go on with what was stored before. */
  void settle() {
    settled.tryComplete();
  }

  /** Tells those who wait until it is stored that this cannot be said. */
  void fail(JobException unknown) {
    stored.tryFail(unknown);
    settled.tryComplete();
  }

  /** Those who come from now on wait for the commit that begins, whatever was told before. */
  void begin() {
    stored = stored.future().isComplete() ? Promise.promise() : stored;
    settled = settled.future().isComplete() ? Promise.promise() : settled;
  }

  /** Returns what is to be written now. */
  Batch toBatch(ToLongFunction<String> seenAt, long goneUpTo, long listened) {
    List<Long> deleted = new ArrayList<>();
    List<Batch.Row> rows = new ArrayList<>(jobs.size());
    for (UnsavedJob unsaved : jobs.values()) {
      Job job = unsaved.job();
      if (unsaved.removal() == null) {
        rows.add(new Batch.Row(job, seenAt.applyAsLong(job.taskId()), unsaved.withResult()));
      } else if (unsaved.before != null) {
        deleted.add(ChronoUnit.MICROS.between(Instant.EPOCH, job.createdAt()));
      }
    }
    return new Batch(clears, deleted, List.copyOf(gone), goneUpTo, rows, listened);
  }
}
