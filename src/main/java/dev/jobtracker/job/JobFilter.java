package dev.jobtracker.job;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs a list or a watch asks for (contract, sections 4 and 8). All conditions hold together;
 * one that is empty or null asks for nothing.
 *
 * @param statuses any of these states; empty = every state
 * @param type exactly this type, or null
 * @param labels all of these labels with these values
 * @param stalled only stalled jobs, only jobs that are not, or null for both
 */
public record JobFilter(
    Set<JobStatus> statuses,
    @Nullable String type,
    Map<String, String> labels,
    @Nullable Boolean stalled) {

  /** The filter that every job matches. */
  public static final JobFilter ALL = new JobFilter(Set.of(), null, Map.of(), null);

  /** Checks every value. */
  public JobFilter {
    statuses = statuses.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(statuses));
    if (type != null) {
      Rules.type(type);
    }
    labels = Rules.labels(labels);
  }

  /** Returns whether the filter asks for jobs in this state, stalled or not. */
  public boolean admits(JobStatus status, boolean isStalled) {
    return (statuses.isEmpty() || statuses.contains(status))
        && (stalled == null || stalled == isStalled);
  }

  /** Returns whether the job is one of those that the filter asks for. */
  public boolean matches(Job job) {
    return admits(job.status, job.stalled)
        && (type == null || type.equals(job.type))
        && Labels.haveAll(job.labels, labels);
  }

  /** Returns this filter asking for these labels too; null where no job can match then. */
  public @Nullable JobFilter withLabels(Map<String, String> more) {
    if (more.isEmpty()) {
      return this;
    }
    Map<String, String> both = new HashMap<>(labels);
    both.putAll(more);
    boolean possible = Labels.haveAll(both, labels);
    return possible && both.size() <= Rules.MAX_LABELS
        ? new JobFilter(statuses, type, both, stalled)
        : null;
  }

  /** Returns whether a job of these traits is one of those that the filter asks for. */
  public boolean matches(JobTraits job) {
    return admits(job.status(), job.stalled()) && mayMatch(job);
  }

  /** Returns whether such a job matches in some state, as its type and labels never change. */
  public boolean mayMatch(JobTraits job) {
    return (type == null || type.equals(job.type())) && Labels.haveAll(job.labels(), labels);
  }
}
