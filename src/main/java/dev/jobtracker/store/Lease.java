package dev.jobtracker.store;

import java.time.Duration;
import java.time.InstantSource;

/**
 * For how long this process has the right to write for certain, by its own clocks. It counts from
 * before the database was asked, so it ends no later than the database says. Two clocks count: one
 * that nobody sets, and one that goes on while the machine sleeps. Safe on any thread.
 */
final class Lease {
  private final InstantSource wall;
  private final Duration length;
  private volatile long untilNanos;
  private volatile long untilMillis;
  private volatile boolean held;

  Lease(InstantSource wall, Duration length) {
    this.wall = wall;
    this.length = length;
  }

  Duration length() {
    return length;
  }

  /** A moment at which the database is asked for the lease. */
  record Asked(long nanos, long millis) {}

  /** Returns now, to be taken before the database is asked. */
  Asked ask() {
    return new Asked(System.nanoTime(), wall.millis());
  }

  /** The database gave the lease when it was asked then. */
  void given(Asked asked) {
    untilNanos = asked.nanos() + length.toNanos();
    untilMillis = asked.millis() + length.toMillis();
    held = true;
  }

  /** The lease is given back, or somebody else has it. */
  void end() {
    held = false;
  }

  boolean isHeld() {
    return held && untilNanos - System.nanoTime() > 0 && untilMillis - wall.millis() > 0;
  }
}
