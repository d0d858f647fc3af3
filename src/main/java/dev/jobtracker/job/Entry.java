package dev.jobtracker.job;

/** The place of one job in the map: what changes while the job's identity stays. */
final class Entry {
  /** The newest revision. */
  Job job;

  /** When the worker was last heard of, in microseconds. A heartbeat moves this and no revision. */
  long lastSeen;

  /** The time under which {@link Jobs} holds this entry in its order of deadlines. */
  long deadline;

  Entry(Job job, long lastSeen) {
    this.job = job;
    this.lastSeen = lastSeen;
  }
}
