package dev.jobtracker.job.map;

import dev.jobtracker.job.Creation;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobFilter;
import dev.jobtracker.job.JobLimits;
import dev.jobtracker.job.JobPage;
import dev.jobtracker.job.JobQuery;
import dev.jobtracker.job.JobStats;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.job.Removal;
import dev.jobtracker.job.Scope;
import dev.jobtracker.text.Texts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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
  /** How many jobs a page looks at when its filter asks for more than one index serves. */
  static final int MAX_EXAMINED = 2_000;

  /** How many ends of cleared jobs are told at once. */
  private static final int CLEARED_AT_ONCE = 256;

  private final JobLimits limits;
  private final JobClock clock;
  private final JobListener listener;
  private JobTable table;
  private final ClearedJobs cleared = new ClearedJobs();
  private final GoneIds gone;
  private final JobCounters counters = new JobCounters();
  private final TaskIds ids = new TaskIds();
  private final SharedTexts texts = new SharedTexts();
  private long latestCreation = Long.MIN_VALUE;

  /** Makes an empty map that tells its time by this clock and its changes to this listener. */
  public Jobs(JobLimits limits, InstantSource clock, JobListener listener) {
    this.limits = limits;
    this.clock = new JobClock(clock);
    this.table = new JobTable(limits.indexedLabels(), this.clock);
    this.listener = listener;
    this.gone = new GoneIds(limits.maxGone());
  }

  /** Returns the jobs as a caller of this scope finds them. */
  public ScopedJobs in(Scope scope) {
    return new ScopedJobs(this, this, scope);
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
    Entry present = ownId == null ? null : table.get(ownId);
    if (present != null) {
      return new Creation(present.job(), false);
    }
    if (ownId != null && isGone(ownId)) {
      throw gone(ownId);
    }
    makeRoom();
    latestCreation = Math.max(clock.now(), latestCreation + 1);
    String taskId = ownId == null ? unusedId(request.type()) : ownId;
    Job job = asked.born(taskId, latestCreation, texts::share);
    table.add(job, clock.listened());
    counters.count(Counter.CREATED);
    listener.changed(null, job);
    return new Creation(job, true);
  }

  /**
   * Applies an update; whatever it carries, it is a sign of life.
   *
   * @throws JobException {@code NOT_FOUND}, {@code GONE}, or what {@link Job#apply} refuses
   */
  public Job update(String taskId, JobUpdate update) {
    Entry entry = entry(taskId);
    Job job = entry.job();
    Job next = job.apply(update, clock.now());
    if (entry instanceof LiveJob live) {
      hear(live, next == job);
    }
    counters.count(next == job ? Counter.HEARTBEATS : Counter.UPDATED);
    return store(entry, job, next);
  }

  private void hear(LiveJob entry, boolean withoutChange) {
    long listened = clock.listened();
    if (withoutChange && table.deadlines.isWorthStoring(entry, listened)) {
      listener.heard(entry.job());
    }
    entry.lastSeen = listened;
  }

  @Override
  public Job get(String taskId) {
    return entry(taskId).job();
  }

  /**
   * Asks for the job to stop.
   *
   * @throws JobException {@code NOT_FOUND}, {@code GONE}, or {@code CONFLICT} when the job has
   *     completed or failed
   */
  public Job cancel(String taskId, @Nullable String reason) {
    Entry entry = entry(taskId);
    Job job = entry.job();
    return store(entry, job, job.cancel(reason, clock.now()));
  }

  /**
   * Forgets a job, whatever its state.
   *
   * @throws JobException {@code NOT_FOUND} or {@code GONE}
   */
  public void delete(String taskId) {
    forget(entry(taskId), Removal.DELETED);
  }

  /**
   * Forgets all jobs and returns how many there were. For callers all of them are gone at once; the
   * listener is told of the first few now and of the others by {@link #sweep}, because a million at
   * a time would take seconds.
   */
  public int clear() {
    int count = table.size();
    JobTable all = table;
    cleared.add(all);
    table = new JobTable(limits.indexedLabels(), clock);
    counters.count(Counter.CLEARED, count);
    listener.cleared(all.entries().ids());
    tellCleared(CLEARED_AT_ONCE);
    return count;
  }

  /** Tells of up to so many jobs that were cleared, and returns whether there are more. */
  private boolean tellCleared(int limit) {
    for (int i = 0; i < limit; i++) {
      Job job = cleared.next();
      if (job == null) {
        return false;
      }
      tellGone(job, Removal.CLEARED);
    }
    return cleared.size() > 0;
  }

  /**
   * Takes back a job that a store has kept; a later state replaces an earlier one. To be called on
   * a map that nobody uses yet. Nobody is told.
   *
   * @param seenAt when its worker was last heard of, as {@link #seenAt} said then
   */
  public void restore(Job job, long seenAt) {
    dropRestored(job.taskId());
    Job kept = job.sharing(texts::share);
    latestCreation = Math.max(latestCreation, kept.createdAtMicros());
    table.add(kept, seenAt);
  }

  /** Takes back an id that a store has kept as gone. To be called as {@link #restore}. */
  public void restoreGone(String taskId) {
    dropRestored(taskId);
    gone.add(taskId);
  }

  /** Drops all jobs that were taken back, because the store holds them no more. */
  public void restoreCleared() {
    table = new JobTable(limits.indexedLabels(), clock);
  }

  private void dropRestored(String taskId) {
    Entry entry = table.get(taskId);
    if (entry != null) {
      table.remove(entry);
    }
  }

  /**
   * Dates all that happens from now on by another clock than that of this machine, so that maps of
   * the same jobs on several machines agree. To be called before {@link #resume}.
   *
   * @param now what that clock shows now, in microseconds since 1970; 0 = there is none
   */
  public void follow(long now) {
    if (now > 0) {
      clock.follow(now);
    }
  }

  /**
   * Goes on where an earlier map of the same jobs stopped listening; what has passed since is
   * nobody's silence.
   *
   * @param listened what {@link #listened} said there last; 0 = there was no earlier map
   */
  public void resume(long listened) {
    if (listened > 0) {
      clock.resume(listened);
    }
  }

  /**
   * Returns for how long maps of these jobs have listened, in microseconds, for a store to keep.
   */
  public long listened() {
    clock.now();
    return clock.listened();
  }

  /** Returns whether any job waits for its worker's next word. */
  public boolean hasLive() {
    return table.hasLive();
  }

  /**
   * Returns by {@link #listened} when the job's worker was last heard of, for a store to keep; of a
   * job that has ended, now.
   */
  public long seenAt(String taskId) {
    return entry(taskId) instanceof LiveJob live ? live.lastSeen : clock.listened();
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
    NewestFirst walk = table.index.newestFirst(query.filter(), query.createdBefore());
    List<Job> jobs = new ArrayList<>();
    long examinedUpTo = 0;
    for (int examined = 0; examined < MAX_EXAMINED && jobs.size() < query.pageSize(); examined++) {
      Entry entry = walk.next();
      if (entry == null) {
        break;
      }
      examinedUpTo = entry.createdAt();
      if (query.filter().admitsLabels(entry.labels())) {
        addIfMatching(entry.job(), query.filter(), jobs);
      }
    }
    return new JobPage(jobs, walk.hasNext() ? JobQuery.tokenAfter(examinedUpTo) : null);
  }

  private static void addIfMatching(Job job, JobFilter filter, List<Job> jobs) {
    if (filter.matches(job)) {
      jobs.add(job);
    }
  }

  @Override
  public JobStats stats() {
    Map<String, Long> counts = counters.byName();
    JobIndex index = table.index;
    int notShown = Math.max(0, index.types() - JobStats.MAX_TYPES);
    counts.put("types_not_shown", (long) notShown);
    return new JobStats(
        table.size(),
        index.byStatus(),
        index.byType(JobStats.MAX_TYPES),
        index.stalled(),
        counts,
        counters.durations(),
        index.runningAges(clock.now()));
  }

  @Override
  public JobStats statsOf(Map<String, String> labels) {
    return table.index.counts(labels).stats();
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
      EndedJob expired = table.deadlines.firstExpired(now);
      LiveJob silent = table.deadlines.firstSilent();
      if (expired != null) {
        forget(expired, Removal.EXPIRED);
      } else if (silent != null) {
        stallOrLose(silent, now);
      } else if (holdsTooMany()) {
        forget(table.endedFirst(), Removal.EVICTED);
      } else {
        return moreCleared;
      }
    }
    return moreCleared
        || table.deadlines.firstExpired(now) != null
        || table.deadlines.firstSilent() != null
        || holdsTooMany();
  }

  /** More than the limit come from a store, where the limit was higher; what lives is kept. */
  private boolean holdsTooMany() {
    return table.size() > limits.maxJobs() && table.endedFirst() != null;
  }

  private void stallOrLose(LiveJob entry, long now) {
    Job job = entry.job();
    if (table.deadlines.nextOf(entry) > clock.listened()) {
      table.deadlines.postpone(entry);
    } else if (table.deadlines.isLost(entry)) {
      counters.count(Counter.LOST);
      store(entry, job, job.lose(now));
    } else {
      counters.count(Counter.STALLED);
      store(entry, job, job.stall(now));
    }
  }

  /** The one place where a live job gets another revision. */
  private Job store(Entry entry, Job before, Job next) {
    if (next != before && entry instanceof LiveJob live) {
      table.replace(live, next);
      if (next.status().isTerminal()) {
        counters.countEnd(next);
      }
      listener.changed(before, next);
    }
    return next;
  }

  /** The one place where a single job leaves the map; {@link #clear} takes all of it. */
  private void forget(Entry entry, Removal reason) {
    Job job = table.remove(entry);
    counters.count(Counter.valueOf(reason.name()));
    tellGone(job, reason);
  }

  private void tellGone(Job job, Removal reason) {
    if (gone.add(job.taskId())) {
      counters.count(Counter.GONE_IDS_DROPPED);
    }
    listener.removed(job, reason);
  }

  private void makeRoom() {
    if (table.size() + cleared.size() < limits.maxJobs()) {
      return;
    }
    if (cleared.size() > 0) {
      tellCleared(1);
      return;
    }
    EndedJob endedFirst = table.endedFirst();
    if (endedFirst == null) {
      counters.count(Counter.CREATES_REFUSED_FULL);
      throw new JobException(
          JobException.Kind.UNAVAILABLE,
          "the tracker is full: it holds " + limits.maxJobs() + " jobs and none of them has ended");
    }
    forget(endedFirst, Removal.EVICTED);
  }

  private String unusedId(String type) {
    String taskId = ids.next(type);
    while (table.get(taskId) != null || isGone(taskId)) {
      taskId = ids.next(type);
    }
    return taskId;
  }

  private Entry entry(String taskId) {
    Entry entry = table.get(taskId);
    if (entry != null) {
      return entry;
    }
    if (isGone(taskId)) {
      throw gone(taskId);
    }
    throw unknown(taskId);
  }

  @Override
  public @Nullable Job find(String taskId) {
    Entry entry = table.get(taskId);
    return entry == null ? null : entry.job();
  }

  /** Returns whether the job was known once and is forgotten. */
  boolean isGone(String taskId) {
    return gone.contains(taskId) || cleared.contains(taskId);
  }

  /** Returns the refusal of an id that nobody ever heard of. */
  static JobException unknown(String taskId) {
    return new JobException(
        JobException.Kind.NOT_FOUND, "task_id: there is no job " + Texts.quote(taskId));
  }

  private static JobException gone(String taskId) {
    return new JobException(
        JobException.Kind.GONE,
        "task_id: job " + Texts.quote(taskId) + " was deleted, expired, evicted or cleared");
  }
}
