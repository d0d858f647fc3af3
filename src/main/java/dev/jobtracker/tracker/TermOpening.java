package dev.jobtracker.tracker;

import dev.jobtracker.config.Config;
import dev.jobtracker.config.ConfigException;
import dev.jobtracker.config.TrackerConfig;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobLimits;
import dev.jobtracker.job.map.Jobs;
import dev.jobtracker.job.map.StoreView;
import dev.jobtracker.store.StoreException;
import dev.jobtracker.store.StoreReader;
import dev.jobtracker.store.Turn;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/** Makes the terms of a tracker: an empty one, or one with all that a store holds. */
final class TermOpening {
  private final Vertx vertx;
  private final Config config;
  private final InstantSource clock;
  private final Outlet outlet;
  private final RefusalCounters refusals;

  TermOpening(Outlet outlet, Config config, InstantSource clock, RefusalCounters refusals) {
    this.outlet = outlet;
    this.vertx = outlet.vertx();
    this.config = config;
    this.clock = clock;
    this.refusals = refusals;
  }

  /** Opens a term that keeps its jobs in memory. */
  Term inMemory() {
    JobEvents events = events();
    Jobs jobs = new Jobs(limits(config.tracker()), clock, events);
    return new Term(vertx, config.tracker(), jobs, events, refusals, null);
  }

  /** Makes an empty map that a store may fill, for a term that may begin one day. */
  Candidate candidate(StoreThread store) {
    JobEvents events = events();
    Journal journal = new Journal(store, events, config.store(), config.tracker().maxGone());
    return new Candidate(
        new Jobs(limits(config.tracker()), clock, journal.changes()), journal, events);
  }

  /**
   * Returns what a start fails with where its store did not do what it was asked; a fault of
   * another kind is told as it is.
   *
   * @param passing whether it may be better later
   */
  Throwable refusal(Throwable failure, boolean passing) {
    if (!(failure instanceof StoreException)) {
      return failure;
    }
    String key = config.store().file() != null ? "store.file" : "store.url";
    String rule =
        passing
            ? "must be reached within store.commit_timeout of the start, and is not: "
            : "must be a store that the tracker can use, and is not: ";
    String line = String.valueOf(failure.getMessage()).replaceAll("\\s+", " ");
    return new ConfigException(key, rule + line);
  }

  /** Jobs that follow a store, and the journal that will keep them. */
  final class Candidate {
    private final Jobs jobs;
    private final Journal journal;
    private final JobEvents events;
    private final StoreReader reader;

    private Candidate(Jobs jobs, Journal journal, JobEvents events) {
      this.jobs = jobs;
      this.journal = journal;
      this.events = events;
      this.reader = new Restored(jobs.forStore());
    }

    /** Returns what a store fills; used on its thread until the term begins. */
    StoreReader reader() {
      return reader;
    }

    /**
     * Begins the term, as the store says that this process has the right. It may be asked as soon
     * as what fell due in the meantime is done, so that nobody sees a job that has expired.
     *
     * @param whenLost called once, when the term must not go on
     */
    Future<Term> begin(Turn turn, Runnable whenLost) {
      journal.begin(jobs, turn, whenLost);
      Term term = new Term(vertx, config.tracker(), jobs, events, refusals, journal);
      return term.catchUp().map(term);
    }
  }

  /** Puts what a store hands over into a map that nobody uses yet. */
  private record Restored(StoreView jobs) implements StoreReader {
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
    return new JobEvents(outlet, config.tracker().publishInterval());
  }

  private static JobLimits limits(TrackerConfig config) {
    return new JobLimits(
        config.maxJobs(),
        config.maxGone(),
        config.retention(),
        config.maxRetention(),
        config.heartbeatTimeout(),
        config.lostAfter(),
        config.indexedLabels());
  }
}
