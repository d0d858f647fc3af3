package dev.jobtracker.web;

import java.time.Duration;

/** How long a client has taken nothing of what waits for it. */
final class Patience {
  private final long limitNanos;
  private long fullSince = System.nanoTime();

  Patience(Duration limit) {
    this.limitNanos = limit.toNanos();
  }

  /** Notes whether the client's connection is full now; returns whether it was for too long. */
  boolean isOver(boolean full) {
    long now = System.nanoTime();
    if (!full) {
      fullSince = now;
    }
    return now - fullSince > limitNanos;
  }
}
