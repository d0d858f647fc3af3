package dev.jobtracker.job;

/** The place of one job in the map: what changes while the job's identity stays. */
final class Entry {
  /** The newest revision. */
  Job job;

  /**
   * When the worker was last heard of, by {@link JobClock#listened}. A heartbeat moves this and no
   * revision.
   */
  long lastSeen;

  /** The time under which {@link Deadlines} holds this entry. */
  long deadline;

  Entry(Job job, long lastSeen) {
    this.job = job;
    this.lastSeen = lastSeen;
  }
}
