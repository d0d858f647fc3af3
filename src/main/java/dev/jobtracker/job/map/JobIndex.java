package dev.jobtracker.job.map;

import dev.jobtracker.job.DurationHistogram;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobFilter;
import dev.jobtracker.job.JobPage;
import dev.jobtracker.job.JobQuery;
import dev.jobtracker.job.JobStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The order in which lists show jobs, and the numbers that stats show. Every job stands on a shelf
 * among all jobs, on one among those of its type, and on one for each of its labels whose key is
 * indexed:
 *
 * <pre>
 *              pending   running   completed  failed  cancelled  stalled
 *   all        [ 9 8 ]   [ 7 5 ]   [ 3 2 ]    [ ]     [ 1 ]      [ 6 4 ]
 *   import     [ 8 ]     [ 7 ]     [ 3 2 ]    [ ]     [ ]        [ 4 ]
 *   export     [ 9 ]     [ 5 ]     [ ]        [ ]     [ 1 ]      [ 6 ]
 *   team=blue  [ 9 ]     [ ]       [ 2 ]      [ ]     [ ]        [ 4 ]
 * </pre>
 *
 * <p>A list merges the shelves that its filter admits, at most six, of the row in which it finds
 * fewest; a count is the size of a shelf. All of it can be derived from the map, and holds no more
 * than the map.
 */
final class JobIndex {
  /** How many jobs a page looks at when its filter asks for more than one index serves. */
  static final int MAX_EXAMINED = 2_000;

  private static final Shelves NONE = new Shelves();

  private final Shelves all = new Shelves();
  private final Map<String, Shelves> byType = new HashMap<>();
  private final LabelIndex byLabel;

  /** Creates an empty index of these label keys. */
  JobIndex(Set<String> labelKeys) {
    byLabel = new LabelIndex(labelKeys);
  }

  void add(Entry entry, Job job) {
    all.add(entry, job);
    byType.computeIfAbsent(job.type(), type -> new Shelves()).add(entry, job);
    byLabel.add(entry, job);
  }

  void remove(Entry entry, Job job) {
    all.remove(entry, job);
    Shelves ofType = byType.get(job.type());
    ofType.remove(entry, job);
    if (ofType.size() == 0) {
      byType.remove(job.type());
    }
    byLabel.remove(entry, job);
  }

  /** Puts another revision in the place of the present one, on other shelves where it belongs. */
  void replace(LiveJob entry, Job next) {
    Job before = entry.job();
    if (Shelves.areTogether(before, next)) {
      entry.replace(next);
    } else {
      remove(entry, before);
      entry.replace(next);
      add(entry, next);
    }
  }

  /** Returns a page of the jobs that the query asks for, at a cost that depends on it alone. */
  JobPage page(JobQuery query) {
    JobFilter filter = query.filter();
    NewestFirst walk = newestFirst(filter, query.createdBefore());
    List<Job> jobs = new ArrayList<>();
    long examinedUpTo = 0;
    for (int examined = 0; examined < MAX_EXAMINED && jobs.size() < query.pageSize(); examined++) {
      Entry entry = walk.next();
      if (entry == null) {
        break;
      }
      examinedUpTo = entry.createdAt();
      if (entry.hasLabels(filter.labels())) {
        addIfMatching(entry.job(), filter, jobs);
      }
    }
    return new JobPage(jobs, walk.hasNext() ? JobQuery.tokenAfter(examinedUpTo) : null);
  }

  private static void addIfMatching(Job job, JobFilter filter, List<Job> jobs) {
    if (filter.matches(job)) {
      jobs.add(job);
    }
  }

  /**
   * Returns a walk over jobs among which are all that the filter asks for, newest first, and as few
   * others as the index knows how.
   */
  NewestFirst newestFirst(JobFilter filter, long createdBefore) {
    List<OrderedEntries<Entry>.Walk> walks = new ArrayList<>();
    narrowest(filter).walk(filter, createdBefore, walks);
    return new NewestFirst(walks);
  }

  private Shelves narrowest(JobFilter filter) {
    Shelves narrowest = filter.type() == null ? all : byType.getOrDefault(filter.type(), NONE);
    for (Map.Entry<String, String> label : filter.labels().entrySet()) {
      if (byLabel.serves(label.getKey())) {
        Shelves ofLabel = orNone(byLabel.shelves(label.getKey(), label.getValue()));
        if (ofLabel.admitted(filter) < narrowest.admitted(filter)) {
          narrowest = ofLabel;
        }
      }
    }
    return narrowest;
  }

  private static Shelves orNone(@Nullable Shelves shelves) {
    return shelves == null ? NONE : shelves;
  }

  /**
   * Returns the counts of the jobs that have all of these labels: kept up to date where it is one
   * whose key is indexed, else counted now.
   */
  TypeCounts counts(Map<String, String> labels) {
    if (labels.size() == 1) {
      Map.Entry<String, String> label = labels.entrySet().iterator().next();
      if (byLabel.serves(label.getKey())) {
        return byLabel.counts(label.getKey(), label.getValue());
      }
    }
    JobFilter filter = new JobFilter(Set.of(), null, labels, null);
    return TypeCounts.of(newestFirst(filter, Long.MAX_VALUE), labels);
  }

  int stalled() {
    return all.stalled();
  }

  /** Returns for how long the running jobs have been there, stalled ones included. */
  DurationHistogram runningAges(long now) {
    return all.runningAges(now);
  }

  int types() {
    return byType.size();
  }

  Map<JobStatus, Integer> byStatus() {
    return all.byStatus();
  }

  /** Returns the counts of up to {@code limit} types. */
  Map<String, Map<JobStatus, Integer>> byType(int limit) {
    Map<String, Map<JobStatus, Integer>> counts = new HashMap<>();
    for (Map.Entry<String, Shelves> type : byType.entrySet()) {
      if (counts.size() == limit) {
        break;
      }
      counts.put(type.getKey(), type.getValue().byStatus());
    }
    return counts;
  }
}
