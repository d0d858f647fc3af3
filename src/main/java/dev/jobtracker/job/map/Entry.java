package dev.jobtracker.job.map;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.Labels;
import java.util.Map;

/**
 * The place of one job in the map, on the shelves and among the deadlines. A live job changes in
 * its place; one that has ended changes no more, so it is kept in as little room as it needs.
 */
abstract sealed class Entry permits LiveJob, EndedJob {

  /** Returns the job at its newest revision. */
  abstract Job job();

  abstract String taskId();

  abstract boolean hasId(String taskId);

  abstract long createdAt();

  abstract Map<String, String> labels();

  /**
   * Returns whether the job has all of these labels. Most jobs that nobody asks for are told by
   * this alone; it reads nothing of the job where no label is asked for.
   */
  final boolean hasLabels(Map<String, String> wanted) {
    return wanted.isEmpty() || Labels.haveAll(labels(), wanted);
  }
}
