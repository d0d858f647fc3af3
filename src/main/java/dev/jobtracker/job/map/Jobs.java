package dev.jobtracker.job.map;

import dev.jobtracker.job.Creation;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobLife;
import dev.jobtracker.job.JobLimits;
import dev.jobtracker.job.JobPage;
import dev.jobtracker.job.JobQuery;
import dev.jobtracker.job.JobStats;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.job.Removal;
import dev.jobtracker.job.Scope;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All jobs of a tracker: one bounded map, and what can be derived from it.
 *
 * <pre>
 *   table
 *     entries    import_1f -> running, rev 7     export_9c -> completed, rev 3      the truth
 *     index      newest first, by status, type and indexed label                    lists, stats
 *     ended      export_9c (ended 04:07)                                            whom to evict
 *     deadlines  import_1f (stalls 04:12), export_9c (expires 05:07)                the sweep
 *   cleared      import_55                                                          still to tell
 *   gone         import_02, import_77                                               410, not 404
 * </pre>
 *
 * <p>At {@code maxJobs} the job that ended first makes room, and where none has ended a create is
 * refused; at {@code maxGone} the id that was forgotten first is forgotten for good. Every change
 * is decided on immutable jobs, then stored in one place, then announced. Not safe for use by
 * several threads.
 */
public final class Jobs implements JobReads {
  /** How many ends of cleared jobs are told at once. */
  private static final int CLEARED_AT_ONCE = 256;

  private final JobLimits limits;
  private final JobClock clock;
  private final JobListener listener;
  private final HeldJobs held;
  private final JobCounters counters = new JobCounters();

  /** Makes an empty map that tells its time by this clock and its changes to this listener. */
  public Jobs(JobLimits limits, InstantSource clock, JobListener listener) {
    this.limits = limits;
    this.clock = new JobClock(clock);
    this.held = new HeldJobs(limits, this.clock);
    this.listener = listener;
  }

  /** Returns the jobs as a caller of this scope finds them. */
  public ScopedJobs in(Scope scope) {
    return new ScopedJobs(this, this, scope);
  }

  /** Returns the map as a store sees it. */
  public StoreView forStore() {
    return new StoreView(held);
  }

  /**
   * Creates a job, or answers the one that lives under the caller's own id.
   *
   * @throws JobException {@code GONE} for an own id that is gone, {@code UNAVAILABLE} when the map
   *     is full of jobs that have not ended, {@code INVALID} for a retention above the limit
   */
  public Creation create(NewJob request) {
    Job asked = request.asked(limits);
    String ownId = request.taskId();
    Entry present = ownId == null ? null : held.table().get(ownId);
    if (present != null) {
      return new Creation(present.job(), false);
    }
    if (ownId != null) {
      held.requireNotGone(ownId);
    }
    makeRoom();
    Job job = held.create(asked, ownId == null ? held.unusedId(request.type()) : ownId);
    counters.count(Counter.CREATED);
    listener.changed(null, job);
    return new Creation(job, true);
  }

  /**
   * Applies an update; whatever it carries, it is a sign of life.
   *
   * @throws JobException {@code NOT_FOUND}, {@code GONE}, or what {@link JobLife#apply} refuses
   */
  public Job update(String taskId, JobUpdate update) {
    Entry entry = held.entry(taskId);
    Job job = entry.job();
    Job next = JobLife.apply(job, update, clock.now());
    if (entry instanceof LiveJob live) {
      hear(live, next == job);
    }
    counters.count(next == job ? Counter.HEARTBEATS : Counter.UPDATED);
    return store(entry, job, next);
  }

  private void hear(LiveJob entry, boolean withoutChange) {
    long listened = clock.listened();
    if (withoutChange && held.table().deadlines.isWorthStoring(entry, listened)) {
      listener.heard(entry.job());
    }
    entry.lastSeen = listened;
  }

  @Override
  public Job get(String taskId) {
    return held.entry(taskId).job();
  }

  /**
   * Asks for the job to stop.
   *
   * @throws JobException {@code NOT_FOUND}, {@code GONE}, or {@code CONFLICT} when the job has
   *     completed or failed
   */
  public Job cancel(String taskId, @Nullable String reason) {
    Entry entry = held.entry(taskId);
    Job job = entry.job();
    return store(entry, job, JobLife.cancel(job, reason, clock.now()));
  }

  /**
   * Forgets a job, whatever its state.
   *
   * @throws JobException {@code NOT_FOUND} or {@code GONE}
   */
  public void delete(String taskId) {
    forget(held.entry(taskId), Removal.DELETED);
  }

  /**
   * Forgets all jobs and returns how many there were. For callers all of them are gone at once; the
   * listener is told of the first few now and of the others by {@link #sweep}, because a million at
   * a time would take seconds.
   */
  public int clear() {
    JobTable all = held.takeAll();
    int count = all.size();
    held.cleared.add(all);
    counters.count(Counter.CLEARED, count);
    listener.cleared(all.entries().ids());
    tellCleared(CLEARED_AT_ONCE);
    return count;
  }

  /** Tells of up to so many jobs that were cleared, and returns whether there are more. */
  private boolean tellCleared(int limit) {
    for (int i = 0; i < limit; i++) {
      Job job = held.cleared.next();
      if (job == null) {
        return false;
      }
      tellGone(job, Removal.CLEARED);
    }
    return held.cleared.size() > 0;
  }

  /**
   * Takes a stretch of time out of the silence of every job, because nobody could have heard of it:
   * the process was stopped, or the machine slept (contract, section 3). To be told before anything
   * that came after it. A negative one says that the clock was set back.
   */
  public void skip(Duration unheard) {
    clock.skip(unheard.toNanos() / 1_000);
  }

  @Override
  public JobPage list(JobQuery query) {
    return held.table().index.page(query);
  }

  @Override
  public JobStats stats() {
    Map<String, Long> counts = counters.byName();
    JobIndex index = held.table().index;
    int notShown = Math.max(0, index.types() - JobStats.MAX_TYPES);
    counts.put("types_not_shown", (long) notShown);
    return new JobStats(
        held.table().size(),
        index.byStatus(),
        index.byType(JobStats.MAX_TYPES),
        index.stalled(),
        counts,
        counters.durations(),
        index.runningAges(clock.now()));
  }

  @Override
  public JobStats statsOf(Map<String, String> labels) {
    return held.table().index.counts(labels).stats();
  }

  /**
   * Does what is due: tells the end of cleared jobs, carries out deadlines that have passed by
   * stalling, losing and forgetting jobs, and evicts ended ones where too many were taken back.
   *
   * @param limit how many jobs to look at, at most, so that the caller's thread stays free
   * @return whether more is due than that
   */
  public boolean sweep(int limit) {
    long now = clock.now();
    boolean moreCleared = tellCleared(Math.min(limit, CLEARED_AT_ONCE));
    for (int i = 0; i < limit; i++) {
      EndedJob expired = held.table().deadlines.firstExpired(now);
      LiveJob silent = held.table().deadlines.firstSilent();
      if (expired != null) {
        forget(expired, Removal.EXPIRED);
      } else if (silent != null) {
        stallOrLose(silent, now);
      } else if (holdsTooMany()) {
        forget(held.table().endedFirst(), Removal.EVICTED);
      } else {
        return moreCleared;
      }
    }
    return moreCleared
        || held.table().deadlines.firstExpired(now) != null
        || held.table().deadlines.firstSilent() != null
        || holdsTooMany();
  }

  /** More than the limit come from a store, where the limit was higher; what lives is kept. */
  private boolean holdsTooMany() {
    return held.table().size() > limits.maxJobs() && held.table().endedFirst() != null;
  }

  private void stallOrLose(LiveJob entry, long now) {
    Job job = entry.job();
    if (held.table().deadlines.nextOf(entry) > clock.listened()) {
      held.table().deadlines.postpone(entry);
    } else if (held.table().deadlines.isLost(entry)) {
      counters.count(Counter.LOST);
      store(entry, job, JobLife.lose(job, now));
    } else {
      counters.count(Counter.STALLED);
      store(entry, job, JobLife.stall(job, now));
    }
  }

  /** The one place where a live job gets another revision. */
  private Job store(Entry entry, Job before, Job next) {
    if (next != before && entry instanceof LiveJob live) {
      held.table().replace(live, next);
      if (next.status().isTerminal()) {
        counters.countEnd(next);
      }
      listener.changed(before, next);
    }
    return next;
  }

  /** The one place where a single job leaves the map; {@link #clear} takes all of it. */
  private void forget(Entry entry, Removal reason) {
    Job job = held.table().remove(entry);
    counters.count(Counter.valueOf(reason.name()));
    tellGone(job, reason);
  }

  private void tellGone(Job job, Removal reason) {
    if (held.gone.add(job.taskId())) {
      counters.count(Counter.GONE_IDS_DROPPED);
    }
    listener.removed(job, reason);
  }

  private void makeRoom() {
    if (held.table().size() + held.cleared.size() < limits.maxJobs()) {
      return;
    }
    if (held.cleared.size() > 0) {
      tellCleared(1);
      return;
    }
    EndedJob endedFirst = held.table().endedFirst();
    if (endedFirst == null) {
      counters.count(Counter.CREATES_REFUSED_FULL);
      throw JobException.unavailable(
          "the tracker is full: it holds " + limits.maxJobs() + " jobs and none of them has ended");
    }
    forget(endedFirst, Removal.EVICTED);
  }

  @Override
  public @Nullable Job find(String taskId) {
    return held.find(taskId);
  }

  /** Returns whether the job was known once and is forgotten. */
  boolean isGone(String taskId) {
    return held.isGone(taskId);
  }
}
