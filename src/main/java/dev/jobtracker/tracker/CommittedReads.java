package dev.jobtracker.tracker;

import dev.jobtracker.job.map.EarlierJobs;
import dev.jobtracker.job.map.Jobs;
import io.vertx.core.Future;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What readers are shown while something is not stored yet: they wait for what may be stored soon,
 * and see the map with all else taken back. Used on the tracker's event loop.
 */
final class CommittedReads {
  private final Jobs jobs;
  private final UnsavedChanges changes;
  private final BooleanSupplier failing;

  /** Reads this map; while the store is {@code failing}, nobody waits for it. */
  CommittedReads(Jobs jobs, UnsavedChanges changes, BooleanSupplier failing) {
    this.jobs = jobs;
    this.changes = changes;
    this.failing = failing;
  }

  /** Answers a reader of one job. */
  Future<EarlierJobs> of(String taskId) {
    return readable(changes.of(taskId)).map(readable -> now(taskId));
  }

  /** The same for a reader of all jobs; costs as much as is unsaved. */
  Future<EarlierJobs> ofAll() {
    return readable(changes.newest()).map(readable -> now());
  }

  /** What a clear forgets cannot be taken back for a reader, so he waits until it is stored. */
  private Future<Void> readable(@Nullable Unsaved batch) {
    Unsaved clearing = changes.clearing();
    if (clearing != null) {
      return clearing
          .stored()
          .recover(unknown -> Future.failedFuture(StoreRefusals.unreadable()))
          .compose(stored -> readable(null));
    }
    if (batch == null || failing.getAsBoolean()) {
      return Future.succeededFuture();
    }
    return batch.settled().compose(settled -> readable(null));
  }

  private EarlierJobs now(String taskId) {
    EarlierJobs committed = new EarlierJobs(jobs);
    UnsavedJob first = changes.flying() == null ? null : changes.flying().of(taskId);
    first = first == null ? changes.open().of(taskId) : first;
    if (first != null) {
      committed.takeBack(changeOf(first));
    }
    return committed;
  }

  private EarlierJobs now() {
    EarlierJobs committed = new EarlierJobs(jobs);
    if (changes.flying() != null) {
      changes.flying().jobs().forEach(unsaved -> committed.takeBack(changeOf(unsaved)));
    }
    changes.open().jobs().forEach(unsaved -> committed.takeBack(changeOf(unsaved)));
    return committed;
  }

  /** What the map holds now of a record may be newer than what this batch knows of it. */
  private EarlierJobs.Change changeOf(UnsavedJob unsaved) {
    UnsavedJob newest = changes.open().of(unsaved.job());
    UnsavedJob last = newest == null ? unsaved : newest;
    return new EarlierJobs.Change(unsaved.before, last.job(), last.removal() == null);
  }
}
