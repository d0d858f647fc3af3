package dev.jobtracker.cli;

import dev.jobtracker.client.JobTracker;
import java.util.concurrent.TimeUnit;

/** Says that the connection is down, and that it is back, to somebody who looks at a job. */
final class ConnectionNews {
  private static final long LOOK_MILLIS = 250;

  private final JobTracker tracker;
  private final JobLine line;
  private final Thread thread = new Thread(this::look, "connection");

  ConnectionNews(JobTracker tracker, JobLine line) {
    this.tracker = tracker;
    this.line = line;
  }

  /** Begins to look. */
  void begin() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Says nothing more. */
  void end() {
    thread.interrupt();
  }

  private void look() {
    boolean down = false;
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        String why = tracker.whyDown();
        if (why != null && !down) {
          line.say("the connection is down, it is tried again: " + why);
        } else if (why == null && down) {
          line.say("the connection is back");
          line.showAgain();
        }
        down = why != null;
      }
    } catch (InterruptedException over) {
      // The job has ended.
    }
  }
}
