package dev.jobtracker.job.map;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobFilter;
import dev.jobtracker.job.JobPage;
import dev.jobtracker.job.JobQuery;
import dev.jobtracker.job.JobStats;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.Labels;
import dev.jobtracker.job.Scope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A map of jobs as it was before some changes, for readers who must not see these yet. A read costs
 * as much as on the map itself, and a step for each change.
 */
public final class EarlierJobs implements JobReads {
  private final Jobs jobs;
  private final List<Change> changes = new ArrayList<>();
  private final Set<Long> changed = new HashSet<>();
  private final Map<String, Change> byId = new HashMap<>();

  /**
   * What became of one record, by one change or several.
   *
   * @param before the job before; null = it was created since
   * @param last the newest state
   * @param lives whether that is in the map; false = the job is forgotten
   */
  public record Change(@Nullable Job before, Job last, boolean lives) {}

  /** Looks at this map with all of its changes in it. */
  public EarlierJobs(Jobs jobs) {
    this.jobs = jobs;
  }

  /** Takes a change back; of a record that changed several times only the earliest counts. */
  public void takeBack(Change change) {
    if (changed.add(change.last.createdAtMicros())) {
      changes.add(change);
      byId.putIfAbsent(change.last.taskId(), change);
    }
  }

  /** Returns the jobs as a caller of this scope finds them. */
  public ScopedJobs in(Scope scope) {
    return new ScopedJobs(jobs, this, scope);
  }

  @Override
  public Job get(String taskId) {
    Change change = byId.get(taskId);
    if (change == null) {
      return jobs.get(taskId);
    }
    if (change.before == null) {
      throw HeldJobs.unknown(taskId);
    }
    return change.before;
  }

  @Override
  public @Nullable Job find(String taskId) {
    Change change = byId.get(taskId);
    return change == null ? jobs.find(taskId) : change.before;
  }

  /** Returns a page of the jobs as they were; it may be shorter than asked for and have a next. */
  @Override
  public JobPage list(JobQuery query) {
    JobPage page = jobs.list(query);
    if (changes.isEmpty()) {
      return page;
    }
    List<Job> were = new ArrayList<>(page.jobs());
    were.removeIf(job -> changed.contains(job.createdAtMicros()));
    long from = new JobQuery(JobFilter.ALL, 1, page.nextPageToken()).createdBefore();
    long downTo = page.nextPageToken() == null ? Long.MIN_VALUE : from;
    for (Change change : changes) {
      Job job = change.before;
      if (job != null
          && job.createdAtMicros() < query.createdBefore()
          && job.createdAtMicros() >= downTo
          && query.filter().matches(job)) {
        were.add(job);
      }
    }
    were.sort(Comparator.comparingLong((Job job) -> job.createdAtMicros()).reversed());
    if (were.size() <= query.pageSize()) {
      return new JobPage(were, page.nextPageToken());
    }
    List<Job> first = List.copyOf(were.subList(0, query.pageSize()));
    return new JobPage(first, JobQuery.tokenAfter(first.get(first.size() - 1).createdAtMicros()));
  }

  /** Returns the numbers as they were; counters are what they are. */
  @Override
  public JobStats stats() {
    return corrected(jobs.stats(), Map.of());
  }

  @Override
  public JobStats statsOf(Map<String, String> labels) {
    return corrected(jobs.statsOf(labels), labels);
  }

  private JobStats corrected(JobStats now, Map<String, String> labels) {
    Counts counts = new Counts(now);
    for (Change change : changes) {
      if (Labels.haveAll(change.last.labels(), labels)) {
        counts.add(change.lives ? change.last : null, -1);
        counts.add(change.before, 1);
      }
    }
    return counts.in(now);
  }

  /** The numbers while they are corrected. */
  private static final class Counts {
    private final Map<JobStatus, Integer> byStatus;
    private final Map<String, Map<JobStatus, Integer>> byType = new LinkedHashMap<>();
    private int total;
    private int stalled;

    Counts(JobStats now) {
      total = now.total();
      stalled = now.stalled();
      byStatus = new EnumMap<>(now.byStatus());
      now.byType().forEach((type, counts) -> byType.put(type, new EnumMap<>(counts)));
    }

    void add(@Nullable Job job, int count) {
      if (job == null) {
        return;
      }
      total += count;
      stalled += job.stalled() ? count : 0;
      byStatus.merge(job.status(), count, Integer::sum);
      Map<JobStatus, Integer> ofType = byType.get(job.type());
      if (ofType == null && byType.size() < JobStats.MAX_TYPES) {
        ofType = new EnumMap<>(JobStatus.class);
        byType.put(job.type(), ofType);
      }
      if (ofType != null) {
        ofType.merge(job.status(), count, Integer::sum);
      }
    }

    JobStats in(JobStats now) {
      byType.values().removeIf(counts -> counts.values().stream().allMatch(count -> count == 0));
      return new JobStats(
          total, byStatus, byType, stalled, now.counters(), now.durations(), now.runningAges());
    }
  }
}
