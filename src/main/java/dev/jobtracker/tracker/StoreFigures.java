package dev.jobtracker.tracker;

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
    return new JsonObject()
        .put("bounds", bounds)
        .put("up_to", counts)
        .put("commits", count + upTo[BOUNDS.length])
        .put("seconds", seconds)
        .put("jobs", jobs)
        .put("retries", retries)
        .put("refused", refused)
        .put("unsaved", unsaved)
        .put("writable", writable);
  }
}
