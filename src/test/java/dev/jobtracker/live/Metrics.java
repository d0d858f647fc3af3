package dev.jobtracker.live;

import dev.jobtracker.web.Server;
import java.util.concurrent.TimeUnit;

/** What {@code /metrics} shows of a server. */
final class Metrics {
  private static final long DEADLINE_SECONDS = 30;

  private Metrics() {}

  /** Returns the value of a sample, written as the metrics write it, labels included. */
  static double value(Server server, String sample) {
    return server
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(sample + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no sample " + sample));
  }

  /** Returns once the sample has this value; to ask again is an event of the server as well. */
  static void await(Server server, String sample, double value) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    double found = value(server, sample);
    while (found != value) {
      if (System.nanoTime() > end) {
        throw new AssertionError(sample + " is " + found + " and not " + value);
      }
      found = value(server, sample);
    }
  }
}
