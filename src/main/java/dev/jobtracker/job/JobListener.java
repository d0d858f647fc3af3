package dev.jobtracker.job;

import org.jspecify.annotations.Nullable;

/** Hears of every change of the map, after it was made, on the thread that made it. */
public interface JobListener {

  /** A job was created, where {@code before} is null, or has a new revision. */
  void changed(@Nullable Job before, Job job);

  /** A job was forgotten; its id answers "gone" from now on. */
  void removed(Job job, Removal reason);

  /**
   * A job was heard of without a change. Told only now and then, about 24 times in the time after
   * which a silent job is lost: often enough for who keeps jobs beyond the life of the process.
   */
  default void heard(Job job) {}
}
