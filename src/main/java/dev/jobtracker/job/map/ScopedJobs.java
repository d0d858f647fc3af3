package dev.jobtracker.job.map;

import dev.jobtracker.job.Creation;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.job.JobFilter;
import dev.jobtracker.job.JobPage;
import dev.jobtracker.job.JobQuery;
import dev.jobtracker.job.JobStats;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.job.Scope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The jobs as a caller of one scope finds them: the one place where the rules of contract section
 * 13 stand. What is outside is answered as an id that nobody knows.
 *
 * <pre>
 *   scope          own job   foreign job   gone id              unknown id
 *   every job      shown     -             410                  404
 *   one job        shown     404           its own 410, or 404  404
 *   labels         shown     404           404                  404
 * </pre>
 */
public final class ScopedJobs {
  private final Jobs jobs;
  private final JobReads reads;
  private final Scope scope;

  /**
   * Looks at jobs in this scope.
   *
   * @param jobs the map, which changes are made in
   * @param reads what readers are shown
   */
  ScopedJobs(Jobs jobs, JobReads reads, Scope scope) {
    this.jobs = jobs;
    this.reads = reads;
    this.scope = scope;
  }

  /**
   * Creates a job inside the scope, or answers the one that lives under the caller's own id.
   *
   * @throws JobException {@code FORBIDDEN} for a job that would be outside, {@code CONFLICT} for an
   *     own id that is taken or gone outside, or what {@link Jobs#create} refuses
   */
  public Creation create(NewJob request) {
    String ownId = request.taskId();
    if (scope.taskId() != null && !scope.taskId().equals(ownId)) {
      throw new JobException(
          Kind.FORBIDDEN, "this token is for one job, and creates none but with its task_id");
    }
    NewJob inside = scope.labels().isEmpty() ? request : request.withLabels(labels(request));
    if (ownId != null && !scope.labels().isEmpty() && isTakenOutside(ownId)) {
      throw new JobException(Kind.CONFLICT, "task_id: this id cannot be used, choose another");
    }
    return jobs.create(inside);
  }

  private Map<String, String> labels(NewJob request) {
    Map<String, String> labels = new HashMap<>(request.labels());
    scope
        .labels()
        .forEach(
            (key, value) -> {
              String own = labels.put(key, value);
              if (own != null && !own.equals(value)) {
                throw new JobException(
                    Kind.FORBIDDEN, "labels." + key + ": this token allows one value alone");
              }
            });
    return labels;
  }

  private boolean isTakenOutside(String ownId) {
    Job job = jobs.find(ownId);
    return job == null ? jobs.isGone(ownId) : !scope.admits(ownId, job.labels());
  }

  /** Applies an update as {@link Jobs#update} does. */
  public Job update(String taskId, JobUpdate update) {
    requireInside(taskId, jobs);
    return jobs.update(taskId, update);
  }

  /** Returns the job as {@link Jobs#get} does. */
  public Job get(String taskId) {
    requireInside(taskId, reads);
    return reads.get(taskId);
  }

  /** Asks for the job to stop as {@link Jobs#cancel} does. */
  public Job cancel(String taskId, @Nullable String reason) {
    requireInside(taskId, jobs);
    return jobs.cancel(taskId, reason);
  }

  /** Forgets a job as {@link Jobs#delete} does. */
  public void delete(String taskId) {
    requireInside(taskId, jobs);
    jobs.delete(taskId);
  }

  private void requireInside(String taskId, JobReads among) {
    if (scope.isAll()) {
      return;
    }
    Job job = among.find(taskId);
    boolean inside =
        job == null ? taskId.equals(scope.taskId()) : scope.admits(taskId, job.labels());
    if (!inside) {
      throw HeldJobs.unknown(taskId);
    }
  }

  /** Returns a page of the jobs inside, at a cost that does not depend on those outside. */
  public JobPage list(JobQuery query) {
    if (scope.taskId() != null) {
      return new JobPage(onlyJob(scope.taskId(), query), null);
    }
    JobFilter narrowed = query.filter().withLabels(scope.labels());
    return narrowed == null
        ? new JobPage(List.of(), null)
        : reads.list(new JobQuery(narrowed, query.pageSize(), query.pageToken()));
  }

  private List<Job> onlyJob(String taskId, JobQuery query) {
    Job job = reads.find(taskId);
    boolean listed =
        job != null && job.createdAtMicros() < query.createdBefore() && query.filter().matches(job);
    return listed ? List.of(job) : List.of();
  }

  /**
   * Returns how many jobs there are inside; without any counters where that is not all.
   *
   * @param more counters of the caller's own, beside those of the jobs
   * @throws JobException {@code FORBIDDEN} under a scope of one job
   */
  public JobStats stats(Map<String, Long> more) {
    if (scope.taskId() != null) {
      throw outsideOnly();
    }
    return scope.isAll() ? reads.stats().withCounters(more) : reads.statsOf(scope.labels());
  }

  /**
   * Refuses what concerns every job.
   *
   * @throws JobException {@code FORBIDDEN} under any scope
   */
  public void requireAll() {
    if (!scope.isAll()) {
      throw outsideOnly();
    }
  }

  private static JobException outsideOnly() {
    return new JobException(Kind.FORBIDDEN, "this needs a token for every job");
  }
}
