package dev.jobtracker.job;

import dev.jobtracker.text.Texts;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All jobs of a tracker: one bounded map, and what can be derived from it.
 *
 * <pre>
 *   entries    import_1f -> running, rev 7     export_9c -> completed, rev 3      the truth
 *   index      newest first, by status, and by type and status                    lists, stats
 *   ended      export_9c (ended 04:07)                                            whom to evict
 *   deadlines  import_1f (stalls 04:12), export_9c (expires 05:07)                the sweep
 *   gone       import_02, import_77                                               410, not 404
 * </pre>
 *
 * <p>At {@code maxJobs} the job that ended first makes room, and where none has ended a create is
 * refused; at {@code maxGone} the id that was forgotten first is forgotten for good. Every change
 * is decided on immutable jobs, then stored in one place, then announced. Not safe for use by
 * several threads.
 */
public final class Jobs implements JobReads {
  /** How many jobs a page looks at when its filter asks for labels, which no index serves. */
  static final int MAX_EXAMINED = 2_000;

  private final JobLimits limits;
  private final InstantSource clock;
  private final JobListener listener;
  private final Map<String, Entry> entries = new HashMap<>();
  private final JobIndex index = new JobIndex();
  private final OrderedEntries ended = new OrderedEntries(entry -> entry.job.finishedAt);
  private final Deadlines deadlines = new Deadlines();
  private final GoneIds gone;
  private final long[] counters = new long[Counter.values().length];
  private final DurationHistograms durations = new DurationHistograms();
  private final TaskIds ids = new TaskIds();
  private final SharedTexts texts = new SharedTexts();
  private long latestTime = Long.MIN_VALUE;
  private long latestCreation = Long.MIN_VALUE;

  /** Makes an empty map that tells its time by this clock and its changes to this listener. */
  public Jobs(JobLimits limits, InstantSource clock, JobListener listener) {
    this.limits = limits;
    this.clock = clock;
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
    JobDraft draft = request.draft(limits);
    String ownId = request.taskId();
    if (ownId != null && entries.containsKey(ownId)) {
      return new Creation(entries.get(ownId).job, false);
    }
    if (ownId != null && gone.contains(ownId)) {
      throw gone(ownId);
    }
    makeRoom();
    latestCreation = Math.max(now(), latestCreation + 1);
    Job job =
        draft
            .taskId(ownId == null ? unusedId(request.type()) : ownId)
            .born(latestCreation)
            .share(texts)
            .build();
    Entry entry = new Entry(job, latestCreation);
    entries.put(job.taskId, entry);
    index.add(entry);
    deadlines.add(entry);
    count(Counter.CREATED);
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
    long now = now();
    Job next = entry.job.apply(update, now);
    if (next == entry.job && deadlines.isWorthStoring(entry, now)) {
      listener.heard(next);
    }
    entry.lastSeen = now;
    count(next == entry.job ? Counter.HEARTBEATS : Counter.UPDATED);
    return store(entry, next);
  }

  @Override
  public Job get(String taskId) {
    return entry(taskId).job;
  }

  /**
   * Asks for the job to stop.
   *
   * @throws JobException {@code NOT_FOUND}, {@code GONE}, or {@code CONFLICT} when the job has
   *     completed or failed
   */
  public Job cancel(String taskId, @Nullable String reason) {
    Entry entry = entry(taskId);
    return store(entry, entry.job.cancel(reason, now()));
  }

  /**
   * Forgets a job, whatever its state.
   *
   * @throws JobException {@code NOT_FOUND} or {@code GONE}
   */
  public void delete(String taskId) {
    forget(entry(taskId), Removal.DELETED);
  }

  /** Forgets all jobs and returns how many there were. */
  public int clear() {
    List<Entry> all = new ArrayList<>(entries.values());
    all.forEach(entry -> forget(entry, Removal.CLEARED));
    return all.size();
  }

  /**
   * Takes back a job that a store has kept. To be called on a map that nobody uses yet, in the
   * order of creation. Nobody is told.
   *
   * @param seenAt when its worker was last heard of, as {@link #seenAt} said then
   */
  public void restore(Job job, long seenAt) {
    Job kept = new JobDraft(job).share(texts).build();
    latestCreation = Math.max(latestCreation, kept.createdAt);
    Entry entry = new Entry(kept, seenAt);
    entries.put(kept.taskId, entry);
    index.add(entry);
    deadlines.add(entry);
    if (kept.status.isTerminal()) {
      ended.add(entry);
    }
  }

  /** Takes back an id that a store has kept as gone. To be called as {@link #restore}. */
  public void restoreGone(String taskId) {
    gone.add(taskId);
  }

  /** Returns when the job's worker was last heard of, in microseconds, for a store to keep. */
  public long seenAt(String taskId) {
    return entry(taskId).lastSeen;
  }

  @Override
  public JobPage list(JobQuery query) {
    JobIndex.Merge walk = index.newestFirst(query.filter(), query.createdBefore());
    List<Job> jobs = new ArrayList<>();
    long examinedUpTo = 0;
    for (int examined = 0; examined < MAX_EXAMINED && jobs.size() < query.pageSize(); examined++) {
      Job job = walk.next();
      if (job == null) {
        break;
      }
      examinedUpTo = job.createdAt;
      if (query.filter().admitsLabels(job.labels)) {
        jobs.add(job);
      }
    }
    return new JobPage(jobs, walk.hasNext() ? JobQuery.tokenAfter(examinedUpTo) : null);
  }

  @Override
  public JobStats stats() {
    Map<String, Long> counts = new TreeMap<>();
    for (Counter counter : Counter.values()) {
      counts.put(counter.text(), counters[counter.ordinal()]);
    }
    int notShown = Math.max(0, index.types() - JobStats.MAX_TYPES);
    counts.put("types_not_shown", (long) notShown);
    return new JobStats(
        entries.size(),
        index.byStatus(),
        index.byType(JobStats.MAX_TYPES),
        index.stalled(),
        counts,
        durations.byStatus(),
        index.runningAges(now()));
  }

  @Override
  public JobStats statsOf(Map<String, String> labels) {
    JobIndex ofLabels = new JobIndex();
    JobIndex.Merge walk =
        index.newestFirst(new JobFilter(Set.of(), null, labels, null), Long.MAX_VALUE);
    for (Job job = walk.next(); job != null; job = walk.next()) {
      if (job.labels.entrySet().containsAll(labels.entrySet())) {
        ofLabels.add(new Entry(job, job.createdAt));
      }
    }
    return new JobStats(
        ofLabels.size(),
        ofLabels.byStatus(),
        ofLabels.byType(JobStats.MAX_TYPES),
        ofLabels.stalled(),
        Map.of());
  }

  /**
   * Carries out deadlines that have passed: stalls, loses and forgets jobs.
   *
   * @param limit how many entries to look at, at most, so that the caller's thread stays free
   * @return whether more deadlines have passed than that
   */
  public boolean sweep(int limit) {
    long now = now();
    for (int i = 0; i < limit; i++) {
      Entry entry = deadlines.firstBefore(now);
      if (entry == null) {
        return false;
      }
      expireStallOrLose(entry, now);
    }
    return deadlines.firstBefore(now) != null;
  }

  private void expireStallOrLose(Entry entry, long now) {
    if (deadlines.nextOf(entry) > now) {
      deadlines.postpone(entry);
    } else if (entry.job.status.isTerminal()) {
      forget(entry, Removal.EXPIRED);
    } else if (deadlines.isLost(entry, now)) {
      count(Counter.LOST);
      store(entry, entry.job.lose(now));
    } else {
      count(Counter.STALLED);
      store(entry, entry.job.stall(now));
    }
  }

  /** The one place where a live job gets another revision. */
  private Job store(Entry entry, Job next) {
    if (next == entry.job) {
      return next;
    }
    boolean ends = next.status.isTerminal();
    Job before = entry.job;
    Job kept = ends ? new JobDraft(next).share(texts).build() : next;
    index.replace(entry, kept);
    if (ends) {
      ended.add(entry);
      count(endOf(kept));
      durations.add(kept);
    }
    deadlines.advance(entry);
    listener.changed(before, kept);
    return kept;
  }

  private static Counter endOf(Job job) {
    return switch (job.status) {
      case COMPLETED -> Counter.COMPLETED;
      case FAILED -> Counter.FAILED;
      default -> Counter.CANCELLED;
    };
  }

  /** The one place where a job leaves the map. */
  private void forget(Entry entry, Removal reason) {
    entries.remove(entry.job.taskId);
    index.remove(entry);
    deadlines.remove(entry);
    if (entry.job.status.isTerminal()) {
      ended.remove(entry);
    }
    if (gone.add(entry.job.taskId)) {
      count(Counter.GONE_IDS_DROPPED);
    }
    count(Counter.valueOf(reason.name()));
    listener.removed(entry.job, reason);
  }

  private void makeRoom() {
    if (entries.size() < limits.maxJobs()) {
      return;
    }
    Entry endedFirst = ended.first();
    if (endedFirst == null) {
      count(Counter.CREATES_REFUSED_FULL);
      throw new JobException(
          JobException.Kind.UNAVAILABLE,
          "the tracker is full: it holds " + limits.maxJobs() + " jobs and none of them has ended");
    }
    forget(endedFirst, Removal.EVICTED);
  }

  private String unusedId(String type) {
    String taskId = ids.next(type);
    while (entries.containsKey(taskId) || gone.contains(taskId)) {
      taskId = ids.next(type);
    }
    return taskId;
  }

  private Entry entry(String taskId) {
    Entry entry = entries.get(taskId);
    if (entry != null) {
      return entry;
    }
    if (gone.contains(taskId)) {
      throw gone(taskId);
    }
    throw unknown(taskId);
  }

  @Override
  public @Nullable Job find(String taskId) {
    Entry entry = entries.get(taskId);
    return entry == null ? null : entry.job;
  }

  /** Returns whether the job was known once and is forgotten. */
  boolean isGone(String taskId) {
    return gone.contains(taskId);
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

  /** Time never goes back, even where the clock does, so that no deadline is met too early. */
  private long now() {
    latestTime = Math.max(latestTime, Micros.of(clock.instant()));
    return latestTime;
  }

  private void count(Counter counter) {
    counters[counter.ordinal()]++;
  }
}
