package dev.jobtracker.job.map;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.Removal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Hears of every change of the map, after it was made, on the thread that made it. */
public interface JobListener {

  /** A job was created, where {@code before} is null, or has a new revision. */
  void changed(@Nullable Job before, Job job);

  /** A job was forgotten; its id answers "gone" from now on. */
  void removed(Job job, Removal reason);

  /**
   * All jobs were forgotten. Each of them is told of by {@link #removed} too, little by little.
   *
   * @param taskIds their ids, in the order in which they are told of; a view that shrinks with it
   */
  default void cleared(Set<String> taskIds) {}

  /**
   * A job was heard of without a change. Told only now and then, about 24 times in the time after
   * which a silent job is lost: often enough for who keeps jobs beyond the life of the process.
   */
  default void heard(Job job) {}
}
