package dev.jobtracker.job.map;

import dev.jobtracker.job.Job;

/**
 * The map as a store sees it, which keeps its jobs beyond the life of the process: how it is filled
 * with what was kept, and what must be kept beside the jobs themselves. By {@link Jobs#forStore}.
 */
public final class StoreView {
  private final HeldJobs held;

  StoreView(HeldJobs held) {
    this.held = held;
  }

  /**
   * Takes back a job that a store has kept; a later state replaces an earlier one. To be called on
   * a map that nobody uses yet. Nobody is told.
   *
   * @param seenAt when its worker was last heard of, as {@link #seenAt} said then
   */
  public void restore(Job job, long seenAt) {
    drop(job.taskId());
    held.restore(job, seenAt);
  }

  /** Takes back an id that a store has kept as gone. To be called as {@link #restore}. */
  public void restoreGone(String taskId) {
    drop(taskId);
    held.gone.add(taskId);
  }

  /** Drops all jobs that were taken back, because the store holds them no more. */
  public void restoreCleared() {
    held.takeAll();
  }

  private void drop(String taskId) {
    Entry entry = held.table().get(taskId);
    if (entry != null) {
      held.table().remove(entry);
    }
  }

  /**
   * Dates all that happens from now on by another clock than that of this machine, so that maps of
   * the same jobs on several machines agree. To be called before {@link #resume}.
   *
   * @param now what that clock shows now, in microseconds since 1970; 0 = there is none
   */
  public void follow(long now) {
    if (now > 0) {
      held.clock.follow(now);
    }
  }

  /**
   * Goes on where an earlier map of the same jobs stopped listening; what has passed since is
   * nobody's silence.
   *
   * @param listened what {@link #listened} said there last; 0 = there was no earlier map
   */
  public void resume(long listened) {
    if (listened > 0) {
      held.clock.resume(listened);
    }
  }

  /** Returns for how long maps of these jobs have listened, in microseconds. */
  public long listened() {
    held.clock.now();
    return held.clock.listened();
  }

  /** Returns whether any job waits for its worker's next word. */
  public boolean hasLive() {
    return held.table().hasLive();
  }

  /**
   * Returns by {@link #listened} when the job's worker was last heard of; of a job that has ended,
   * now.
   */
  public long seenAt(String taskId) {
    return held.entry(taskId) instanceof LiveJob live ? live.lastSeen : held.clock.listened();
  }
}
