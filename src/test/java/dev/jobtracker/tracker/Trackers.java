package dev.jobtracker.tracker;

import dev.jobtracker.store.JobStore;
import io.vertx.core.Deployable;
import java.time.InstantSource;

/** Makes trackers for the tests of other rooms. */
public final class Trackers {
  private Trackers() {}

  /** Returns a tracker, not deployed yet, that keeps its jobs in this store. */
  public static Deployable on(JobStore store) {
    return new JobTrackerVerticle(InstantSource.system(), InstantSource.system(), store);
  }
}
