package dev.jobtracker.tracker;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobStats;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.store.MemoryDisk;
import dev.jobtracker.wire.JobJson;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the callers of one history were told, and so what must be true for ever (contract, section
 * 11). Each method checks something that was just told against it, and against the disk.
 */
final class Known {
  private final MemoryDisk disk;
  private final Map<String, Job> states = new HashMap<>();
  private final Map<String, Long> newest = new HashMap<>();
  private final Map<String, Integer> added = new HashMap<>();
  private final Map<String, Integer> perhapsAdded = new HashMap<>();
  private final Set<String> gone = new HashSet<>();
  private final Map<String, Integer> perhapsGone = new HashMap<>();
  private int perhapsCleared;
  private int version;

  Known(MemoryDisk disk) {
    this.disk = disk;
  }

  static void need(boolean holds, String what, Object found) {
    if (!holds) {
      throw new AssertionError(what + ": " + found);
    }
  }

  /** Returns the number of the first version of the disk that holds all that was told. */
  int version() {
    return version;
  }

  /** Returns the newest revision of this job that anybody saw; 0 = nobody saw one. */
  long revision(String taskId) {
    return newest.getOrDefault(taskId, 0L);
  }

  /** Returns the ids that anybody saw. */
  Set<String> ids() {
    return Set.copyOf(newest.keySet());
  }

  boolean isGone(String taskId) {
    return gone.contains(taskId);
  }

  /** Returns how many additions were answered. */
  int added(String taskId) {
    return added.getOrDefault(taskId, 0);
  }

  /** A job was shown. */
  void shown(Job job) {
    Job stored = disk.job(job.taskId());
    boolean committed =
        stored == null ? disk.isGone(job.taskId()) : stored.revision() >= job.revision();
    need(committed, "shown before its commit", job);
    Job earlier = states.putIfAbsent(job.taskId() + "#" + job.revision(), job);
    need(earlier == null || same(earlier, job), "one revision, two states, first " + earlier, job);
    newest.merge(job.taskId(), job.revision(), Math::max);
    int sum = job.done() == null ? 0 : (int) (double) job.done();
    int most = added(job.taskId()) + perhapsAdded.getOrDefault(job.taskId(), 0);
    need(sum <= most, "more was added than was ever asked for, at most " + most, job);
    advance(jobs -> revisionIn(jobs, job.taskId()) >= job.revision());
  }

  private static long revisionIn(Map<String, Job> jobs, String taskId) {
    Job job = jobs.get(taskId);
    return job == null ? 0 : job.revision();
  }

  private static boolean same(Job one, Job other) {
    return one == other
        || (one.retentionMillis() == other.retentionMillis()
            && JobJson.write(one).equals(JobJson.write(other)));
  }

  private void advance(Predicate<Map<String, Job>> holds) {
    int now = disk.version();
    for (int v = version; v <= now; v++) {
      if (holds.test(disk.version(v))) {
        version = v;
        return;
      }
    }
  }

  /** A removal was told, or a refusal that says so. */
  void toldGone(String taskId) {
    need(disk.isGone(taskId), "gone before its commit", taskId);
    need(mayBeGone(taskId), "nobody asked for its removal", taskId);
    gone.add(taskId);
    advance(jobs -> !jobs.containsKey(taskId));
  }

  boolean mayBeGone(String taskId) {
    return perhapsCleared > 0 || perhapsGone.getOrDefault(taskId, 0) > 0;
  }

  /** Something that may add is asked for, or, with -1, was refused for certain. */
  void mayAdd(String taskId, int count) {
    perhapsAdded.merge(taskId, count, Integer::sum);
  }

  /** An addition was answered. */
  void hasAdded(String taskId) {
    added.merge(taskId, 1, Integer::sum);
    mayAdd(taskId, -1);
  }

  /** A removal is asked for, or, with -1, was refused for certain. */
  void mayDelete(String taskId, int count) {
    perhapsGone.merge(taskId, count, Integer::sum);
  }

  /** A clear is asked for, or, with -1, was refused for certain. */
  void mayClear(int count) {
    perhapsCleared += count;
  }

  /** A list was shown that was asked for when {@code from} was the version that is known. */
  void listed(List<Job> jobs, int from) {
    need(
        anyVersion(from, stored -> isSame(stored, jobs)),
        "a list that was never true, asked from version " + from,
        jobs);
    jobs.forEach(this::shown);
  }

  private static boolean isSame(Map<String, Job> stored, List<Job> jobs) {
    return stored.size() == jobs.size()
        && jobs.stream().allMatch(job -> revisionIn(stored, job.taskId()) == job.revision());
  }

  /** Counts were shown that were asked for when {@code from} was the version that is known. */
  void counted(JobStats stats, int from) {
    need(
        anyVersion(from, stored -> isCount(stored, stats)),
        "counts that were never true, asked from version " + from,
        stats);
  }

  private static boolean isCount(Map<String, Job> stored, JobStats stats) {
    for (JobStatus status : JobStatus.values()) {
      long count = stored.values().stream().filter(job -> job.status() == status).count();
      if (stats.byStatus().getOrDefault(status, 0) != count) {
        return false;
      }
    }
    return stats.total() == stored.size()
        && stats.stalled() == stored.values().stream().filter(Job::stalled).count();
  }

  private boolean anyVersion(int from, Predicate<Map<String, Job>> holds) {
    for (int v = disk.version(); v >= from; v--) {
      if (holds.test(disk.version(v))) {
        return true;
      }
    }
    return false;
  }

  /** Checks what another process finds. */
  void loaded(Map<String, Job> jobs, Set<String> goneIds) {
    for (String taskId : newest.keySet()) {
      Job job = jobs.get(taskId);
      if (isGone(taskId)) {
        need(job == null, "back after its removal was told", taskId);
      }
      if (job == null) {
        need(mayBeGone(taskId) && goneIds.contains(taskId), "lost", taskId);
      } else {
        need(job.revision() >= revision(taskId), "older than was shown", job);
        shown(job);
        need(job.done() == null ? added(taskId) == 0 : job.done() >= added(taskId), "sum", job);
      }
    }
  }
}
