package dev.jobtracker;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what will be so soon, where nothing tells when. */
public final class Eventually {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(5);

  private Eventually() {}

  /** Returns when these assertions hold; fails as they do when they never do. */
  public static void eventually(Runnable assertions) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (true) {
      try {
        assertions.run();
        return;
      } catch (AssertionError notYet) {
        if (System.nanoTime() > end) {
          throw notYet;
        }
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
