package dev.jobtracker.job.map;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.Micros;
import org.jspecify.annotations.Nullable;

/**
 * When something is to happen to a job by itself (contract, section 3): a running one stalls, a
 * silent one is lost, an ended one expires. Every entry waits here once, under its next deadline or
 * an earlier time; silence is counted by {@link JobClock#listened}, expiry by {@link JobClock#now}.
 * A deadline that moves away, as it does with every update, is only noticed when the old one
 * passes; so an update costs nothing here.
 *
 * <p>A map that took over from an earlier one knows signs of life only as they were stored, which
 * is seldom. So no job stalls, and none is lost, before it had its {@code heartbeat_timeout} to be
 * heard of by this map; what was silent before goes on from what was stored.
 */
final class Deadlines {
  private static final int PARTS_OF_SILENCE = 24;

  private final JobClock clock;
  private final OrderedEntries<LiveJob> silent = new OrderedEntries<>(entry -> entry.deadline);
  private final OrderedEntries<EndedJob> expiring = new OrderedEntries<>(EndedJob::expiresAt);

  Deadlines(JobClock clock) {
    this.clock = clock;
  }

  void add(LiveJob entry) {
    entry.deadline = nextOf(entry);
    silent.add(entry);
  }

  void add(EndedJob entry) {
    expiring.add(entry);
  }

  void remove(Entry entry) {
    if (entry instanceof EndedJob ended) {
      expiring.remove(ended);
    } else if (entry instanceof LiveJob live) {
      silent.remove(live);
    }
  }

  /** Notices a deadline that has come closer. */
  void advance(LiveJob entry) {
    if (nextOf(entry) < entry.deadline) {
      postpone(entry);
    }
  }

  /** Lets the entry wait for its next deadline. */
  void postpone(LiveJob entry) {
    silent.remove(entry);
    add(entry);
  }

  /** Returns whether any job waits that has not ended. */
  boolean hasLive() {
    return silent.first() != null;
  }

  /** Returns a job whose retention is over, or null. */
  @Nullable EndedJob firstExpired(long now) {
    EndedJob entry = expiring.first();
    return entry == null || entry.expiresAt() > now ? null : entry;
  }

  /** Returns a job to look at, because the time under which it waits has come, or null. */
  @Nullable LiveJob firstSilent() {
    LiveJob entry = silent.first();
    return entry == null || entry.deadline > clock.listened() ? null : entry;
  }

  boolean isLost(LiveJob entry) {
    return lostAt(entry) <= clock.listened();
  }

  /**
   * Returns whether a store should learn that the worker was heard of now. Signs of life are not
   * stored one by one, so what is stored may be older than the truth by a part of lost_after.
   */
  boolean isWorthStoring(LiveJob entry, long listened) {
    long part = entry.job().lostAfter() * Micros.PER_SECOND / PARTS_OF_SILENCE;
    return entry.lastSeen / part != listened / part;
  }

  /** Returns when the next thing happens to this job by itself. */
  long nextOf(LiveJob entry) {
    Job job = entry.job();
    boolean mayStall = job.status() == JobStatus.RUNNING && !job.stalled();
    long stallsAt = Math.max(entry.lastSeen, clock.resumed()) + heartbeat(job);
    return mayStall ? Math.min(stallsAt, lostAt(entry)) : lostAt(entry);
  }

  private long lostAt(LiveJob entry) {
    Job job = entry.job();
    long lostAt = entry.lastSeen + job.lostAfter() * Micros.PER_SECOND;
    return Math.max(lostAt, clock.resumed() + heartbeat(job));
  }

  private static long heartbeat(Job job) {
    return job.heartbeatTimeout() * Micros.PER_SECOND;
  }
}
