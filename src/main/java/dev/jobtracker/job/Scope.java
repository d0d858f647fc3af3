package dev.jobtracker.job;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may see: every job, one job, or the jobs with certain labels (contract, section
 * 13). What lies outside does not exist for him. Neither an id nor labels ever change, so a job is
 * inside for the whole of its life, or never.
 *
 * @param taskId the one job, or null
 * @param labels all of these labels with these values; empty = none are asked for
 */
public record Scope(@Nullable String taskId, Map<String, String> labels) {
  /** Every job. */
  public static final Scope ALL = new Scope(null, Map.of());

  /** Checks the labels; one job and labels together make no scope. */
  public Scope {
    labels = Rules.labels(labels);
    if (taskId != null && !labels.isEmpty()) {
      throw JobException.invalid("scope", "must be one job or labels, not both", taskId);
    }
  }

  /** The one job of this id, whether or not there is one. */
  public static Scope ofJob(String taskId) {
    return new Scope(taskId, Map.of());
  }

  /** The jobs with all of these labels. */
  public static Scope ofLabels(Map<String, String> labels) {
    return new Scope(null, labels);
  }

  /** Returns whether every job is inside. */
  public boolean isAll() {
    return taskId == null && labels.isEmpty();
  }

  /** Returns whether a job of this id with these labels is inside. */
  public boolean admits(String id, Map<String, ?> present) {
    return (taskId == null || taskId.equals(id)) && Labels.haveAll(present, labels);
  }
}
