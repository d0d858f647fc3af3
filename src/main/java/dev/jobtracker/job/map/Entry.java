package dev.jobtracker.job.map;

import dev.jobtracker.job.Job;
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

  /** Returns the job's labels, by which alone most jobs are told to be none that is asked for. */
  abstract Map<String, String> labels();
}
