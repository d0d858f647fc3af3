package dev.jobtracker.tracker;

import dev.jobtracker.wire.Keys;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Counts what the store does, for {@code jobs.metrics}. Used on the tracker's event loop. */
final class StoreFigures {
  /** The bounds of commit times, in seconds: from memory to a disk that is dying. */
  private static final double[] BOUNDS = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5
  };

  private final long[] upTo = new long[BOUNDS.length + 1];
  private double seconds;
  private long jobs;
  private long retries;
  private long refused;

  void committed(long nanos, int jobsInBatch) {
    double took = nanos / 1e9;
    int bucket = 0;
    while (bucket < BOUNDS.length && took > BOUNDS[bucket]) {
      bucket++;
    }
    upTo[bucket]++;
    seconds += took;
    jobs += jobsInBatch;
  }

  void retried() {
    retries++;
  }

  /** Counts a change that was refused because of the store. */
  void refused() {
    refused++;
  }

  /** Returns the figures; the counts of the histogram are those of each bucket and all below it. */
  JsonObject toJson(int unsaved, boolean writable) {
    JsonArray bounds = new JsonArray();
    JsonArray counts = new JsonArray();
    long count = 0;
    for (int i = 0; i < BOUNDS.length; i++) {
      count += upTo[i];
      bounds.add(BOUNDS[i]);
      counts.add(count);
    }
    JsonObject commits =
        new JsonObject()
            .put(Keys.BOUNDS, bounds)
            .put(Keys.UP_TO, counts)
            .put(Keys.COUNT, count + upTo[BOUNDS.length])
            .put(Keys.SECONDS, seconds);
    return new JsonObject()
        .put(Keys.COMMITS, commits)
        .put(Keys.WRITTEN, jobs)
        .put(Keys.RETRIES, retries)
        .put(Keys.REFUSED, refused)
        .put(Keys.UNSAVED, unsaved)
        .put(Keys.WRITABLE, writable);
  }
}
