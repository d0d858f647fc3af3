package dev.jobtracker.tracker;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.Removal;
import dev.jobtracker.job.map.JobListener;
import dev.jobtracker.store.Batch;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that the map has decided and that is not stored yet: the open batch, into which changes are
 * merged, and the flying one, which is on its way to the store. Used on the tracker's event loop.
 */
final class UnsavedChanges implements JobListener {
  private final JobEvents events;
  private final int maxGone;
  private final Runnable whenChanged;
  private Unsaved open = new Unsaved();
  private @Nullable Unsaved flying;
  private long lastGone;

  /** Calls {@code whenChanged} after every change. */
  UnsavedChanges(JobEvents events, int maxGone, Runnable whenChanged) {
    this.events = events;
    this.maxGone = maxGone;
    this.whenChanged = whenChanged;
  }

  /** Goes on with the number after the last one that an id got which is gone. */
  void resume(long lastGone) {
    this.lastGone = lastGone;
  }

  @Override
  public void changed(@Nullable Job before, Job job) {
    open.change(before, job);
    whenChanged.run();
  }

  @Override
  public void removed(Job job, Removal reason) {
    Unsaved clearing = clearing();
    if (reason != Removal.CLEARED) {
      open.remove(job, reason, ++lastGone);
      whenChanged.run();
    } else if (clearing != null) {
      clearing.tellCleared(job);
    } else {
      events.removed(job, reason);
    }
  }

  @Override
  public void cleared(Set<String> taskIds) {
    List<Batch.Gone> ids = new ArrayList<>();
    int forgotten = taskIds.size() - maxGone;
    for (String taskId : taskIds) {
      if (forgotten-- <= 0) {
        ids.add(new Batch.Gone(++lastGone, taskId));
      }
    }
    open.clear(ids);
    whenChanged.run();
  }

  @Override
  public void heard(Job job) {
    open.heard(job);
    whenChanged.run();
  }

  /** Returns up to which number ids are remembered no more. */
  long goneUpTo() {
    return lastGone - maxGone;
  }

  /** Returns what takes changes. */
  Unsaved open() {
    return open;
  }

  /** Returns what is on its way to the store, or null. */
  @Nullable Unsaved flying() {
    return flying;
  }

  /** Sends the open batch on its way, where none is, and opens another. */
  Unsaved takeOff() {
    Unsaved batch = open;
    flying = batch;
    open = new Unsaved();
    batch.begin();
    return batch;
  }

  /** What was on its way is stored. */
  void landed() {
    flying = null;
  }

  /** Returns whether anything that was decided is not stored yet. */
  boolean isEmpty() {
    return open.isEmpty() && (flying == null || flying.isEmpty());
  }

  /** Returns how many changed jobs are not stored yet. */
  int size() {
    return open.size() + (flying == null ? 0 : flying.size());
  }

  /** Returns the batch that clears all jobs, or null. */
  @Nullable Unsaved clearing() {
    if (open.clears()) {
      return open;
    }
    return flying != null && flying.clears() ? flying : null;
  }

  /** Returns the last batch with anything of this job, or null where all of it is stored. */
  @Nullable Unsaved of(String taskId) {
    if (open.concerns(taskId)) {
      return open;
    }
    return flying != null && flying.concerns(taskId) ? flying : null;
  }

  /** Returns the last batch with anything in it, or null where nothing is on its way. */
  @Nullable Unsaved newest() {
    return open.isEmpty() ? flying : open;
  }

  /**
   * Returns when all that is known of this job is stored: at once where nothing of it is unsaved.
   * Fails with the sentence for a caller whose change may be lost.
   */
  Future<Void> stored(String taskId) {
    Unsaved batch = of(taskId);
    return batch == null ? Future.succeededFuture() : batch.stored();
  }

  /** Returns when all is stored that was decided until now. */
  Future<Void> stored() {
    Unsaved batch = newest();
    return batch == null ? Future.succeededFuture() : batch.stored();
  }

  /** Lets readers go on with what was stored before. */
  void settle() {
    if (flying != null) {
      flying.settle();
    }
    open.settle();
  }

  /** Tells all who wait that it cannot be said whether their changes are stored. */
  void fail(JobException unknown) {
    if (flying != null) {
      flying.fail(unknown);
    }
    open.fail(unknown);
  }
}
