package dev.jobtracker.store;

import dev.jobtracker.job.Job;
import java.util.List;

/**
 * What one commit writes: the newest state of each job that changed. Applied in the order of the
 * components. Immutable, so it may be committed again.
 *
 * @param clears whether all jobs that were stored before are deleted
 * @param deleted the jobs that are deleted, by the microsecond of their creation
 * @param gone the ids that are remembered as gone
 * @param goneUpTo gone ids with this number or a lower one are forgotten for good
 * @param rows the jobs that are written
 * @param listened for how long trackers of this store have listened, in microseconds: time in which
 *     no worker could have been heard does not count. It starts at the time of the first tracker
 */
public record Batch(
    boolean clears,
    List<Long> deleted,
    List<Gone> gone,
    long goneUpTo,
    List<Row> rows,
    long listened) {

  /**
   * A job as it is written.
   *
   * @param seenAt when its worker was last heard of, in listened time
   * @param withResult whether the result may differ from the stored one
   */
  public record Row(Job job, long seenAt, boolean withResult) {}

  /**
   * An id that is remembered.
   *
   * @param number rises with every id that is forgotten
   */
  public record Gone(long number, String taskId) {}
}
