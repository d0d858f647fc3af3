package dev.jobtracker.job;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The order in which lists show jobs, and the numbers that stats show. Every job stands on two
 * shelves, one among all jobs and one among those of its type; a shelf is a status, with a sixth
 * for what runs but is stalled:
 *
 * <pre>
 *            pending   running   completed  failed  cancelled  stalled
 *   all      [ 9 8 ]   [ 7 5 ]   [ 3 2 ]    [ ]     [ 1 ]      [ 6 4 ]
 *   import   [ 8 ]     [ 7 ]     [ 3 2 ]    [ ]     [ ]        [ 4 ]
 *   export   [ 9 ]     [ 5 ]     [ ]        [ ]     [ 1 ]      [ 6 ]
 * </pre>
 *
 * <p>A list merges the shelves that its filter admits, at most six; a count is the size of a shelf.
 * All of it can be derived from the map, and holds no more than the map.
 */
final class JobIndex {
  private static final JobStatus[] STATUSES = JobStatus.values();
  private static final int STALLED = STATUSES.length;
  private static final int SHELVES = STALLED + 1;

  private final OrderedEntries[] all = shelves();
  private final Map<String, OrderedEntries[]> byType = new HashMap<>();

  private static OrderedEntries[] shelves() {
    OrderedEntries[] shelves = new OrderedEntries[SHELVES];
    for (int i = 0; i < SHELVES; i++) {
      shelves[i] = new OrderedEntries(entry -> entry.job.createdAt);
    }
    return shelves;
  }

  private static int shelfOf(Job job) {
    return job.stalled ? STALLED : job.status.ordinal();
  }

  void add(Entry entry) {
    int shelf = shelfOf(entry.job);
    all[shelf].add(entry);
    byType.computeIfAbsent(entry.job.type, type -> shelves())[shelf].add(entry);
  }

  void remove(Entry entry) {
    int shelf = shelfOf(entry.job);
    all[shelf].remove(entry);
    OrderedEntries[] ofType = byType.get(entry.job.type);
    ofType[shelf].remove(entry);
    if (size(ofType) == 0) {
      byType.remove(entry.job.type);
    }
  }

  /** Puts another revision in the place of the present one, on another shelf where it belongs. */
  void replace(Entry entry, Job next) {
    if (shelfOf(entry.job) == shelfOf(next)) {
      entry.job = next;
    } else {
      remove(entry);
      entry.job = next;
      add(entry);
    }
  }

  /** Returns a walk over what the filter admits but for its labels, newest first. */
  Merge newestFirst(JobFilter filter, long createdBefore) {
    OrderedEntries[] shelves = filter.type() == null ? all : byType.get(filter.type());
    List<OrderedEntries.Walk> walks = new ArrayList<>(SHELVES);
    for (int i = 0; shelves != null && i < SHELVES; i++) {
      JobStatus status = i == STALLED ? JobStatus.RUNNING : STATUSES[i];
      if (filter.admits(status, i == STALLED)) {
        walks.add(shelves[i].walkBackFrom(createdBefore));
      }
    }
    return new Merge(walks);
  }

  int stalled() {
    return all[STALLED].size();
  }

  /** Returns for how long the running jobs have been there, stalled ones included. */
  DurationHistogram runningAges(long now) {
    return DurationHistogram.since(now, List.of(all[JobStatus.RUNNING.ordinal()], all[STALLED]));
  }

  int size() {
    return size(all);
  }

  int types() {
    return byType.size();
  }

  Map<JobStatus, Integer> byStatus() {
    return counts(all);
  }

  /** Returns the counts of up to {@code limit} types. */
  Map<String, Map<JobStatus, Integer>> byType(int limit) {
    Map<String, Map<JobStatus, Integer>> counts = new HashMap<>();
    for (Map.Entry<String, OrderedEntries[]> type : byType.entrySet()) {
      if (counts.size() == limit) {
        break;
      }
      counts.put(type.getKey(), counts(type.getValue()));
    }
    return counts;
  }

  private static Map<JobStatus, Integer> counts(OrderedEntries[] shelves) {
    Map<JobStatus, Integer> counts = new EnumMap<>(JobStatus.class);
    for (JobStatus status : STATUSES) {
      counts.put(status, shelves[status.ordinal()].size());
    }
    counts.merge(JobStatus.RUNNING, shelves[STALLED].size(), Integer::sum);
    return counts;
  }

  private static int size(OrderedEntries[] shelves) {
    int size = 0;
    for (OrderedEntries shelf : shelves) {
      size += shelf.size();
    }
    return size;
  }

  /** Several walks as one, newest first. */
  static final class Merge {
    private final List<OrderedEntries.Walk> walks;

    private Merge(List<OrderedEntries.Walk> walks) {
      this.walks = walks;
    }

    /** Returns the next job and moves on; null at the end. */
    @Nullable Job next() {
      OrderedEntries.Walk newest = newest();
      if (newest == null) {
        return null;
      }
      Job job = newest.peek().job;
      newest.advance();
      return job;
    }

    boolean hasNext() {
      return newest() != null;
    }

    private OrderedEntries.@Nullable Walk newest() {
      OrderedEntries.Walk newest = null;
      for (OrderedEntries.Walk walk : walks) {
        Entry entry = walk.peek();
        if (entry != null
            && (newest == null || entry.job.createdAt > newest.peek().job.createdAt)) {
          newest = walk;
        }
      }
      return newest;
    }
  }
}
