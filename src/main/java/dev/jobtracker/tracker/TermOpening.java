package dev.jobtracker.tracker;

import dev.jobtracker.config.Config;
import dev.jobtracker.config.TrackerConfig;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobLimits;
import dev.jobtracker.job.Jobs;
import dev.jobtracker.store.StoreReader;
import dev.jobtracker.wire.Bodies;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/** Makes the terms of a tracker: an empty one, or one with all that a store holds. */
final class TermOpening {
  private final Vertx vertx;
  private final Config config;
  private final InstantSource clock;
  private final Bodies bodies;
  private final RefusalCounters refusals;

  TermOpening(
      Vertx vertx, Config config, InstantSource clock, Bodies bodies, RefusalCounters refusals) {
    this.vertx = vertx;
    this.config = config;
    this.clock = clock;
    this.bodies = bodies;
    this.refusals = refusals;
  }

  /** Opens a term that keeps its jobs in memory. */
  Term inMemory() {
    JobEvents events = events();
    Jobs jobs = new Jobs(limits(config.tracker()), clock, events);
    return new Term(vertx, config.tracker(), jobs, events, refusals, null);
  }

  /**
   * Loads all that is stored, on the store's thread.
   *
   * @param whenLost called once, when the term must not go on
   */
  Future<Term> fromStore(StoreThread store, Runnable whenLost) {
    JobEvents events = events();
    Journal journal = new Journal(store, events, config.store(), config.tracker().maxGone());
    Jobs jobs = new Jobs(limits(config.tracker()), clock, journal);
    return store
        .take(new Restored(jobs))
        .map(
            turn -> {
              journal.begin(jobs, turn, whenLost);
              return new Term(vertx, config.tracker(), jobs, events, refusals, journal);
            });
  }

  /** Puts what a store hands over into a map that nobody uses yet. */
  private record Restored(Jobs jobs) implements StoreReader {
    @Override
    public void job(Job job, long seenAt) {
      jobs.restore(job, seenAt);
    }

    @Override
    public void gone(String taskId) {
      jobs.restoreGone(taskId);
    }

    @Override
    public void cleared() {
      jobs.restoreCleared();
    }
  }

  private JobEvents events() {
    return new JobEvents(vertx, bodies, config.tracker().publishInterval());
  }

  private static JobLimits limits(TrackerConfig config) {
    return new JobLimits(
        config.maxJobs(),
        config.maxGone(),
        config.retention(),
        config.maxRetention(),
        config.heartbeatTimeout(),
        config.lostAfter());
  }
}
