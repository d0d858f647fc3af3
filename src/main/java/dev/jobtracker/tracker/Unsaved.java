package dev.jobtracker.tracker;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.Removal;
import dev.jobtracker.store.Batch;
import io.vertx.core.Promise;
import java.time.Instant;
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

  private final List<Batch.Gone> gone = new ArrayList<>();
  private final Promise<Void> stored = Promise.promise();
  private final Promise<Void> settled = Promise.promise();
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
    return jobs.size();
  }

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

  /** Completes when all of it is stored; fails when that is not so or not known. */
  Promise<Void> stored() {
    return stored;
  }

  /** Completes when a reader need not wait any more, stored or not. */
  Promise<Void> settled() {
    return settled;
  }

  /** Returns what is to be written now. */
  Batch toBatch(ToLongFunction<String> seenAt, long goneUpTo, long listened) {
    List<Long> deleted = new ArrayList<>();
    List<Batch.Row> rows = new ArrayList<>(jobs.size());
    for (UnsavedJob unsaved : jobs.values()) {
      Job job = unsaved.job();
      if (unsaved.removal() == null) {
        rows.add(new Batch.Row(job, seenAt.applyAsLong(job.taskId()), unsaved.withResult()));
      } else {
        deleted.add(micros(job.createdAt()));
      }
    }
    return new Batch(clears, deleted, List.copyOf(gone), goneUpTo, rows, listened);
  }

  private static long micros(Instant time) {
    return java.time.temporal.ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}
