package dev.jobtracker.web.limit;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts how often each limit refused, dropped or cut something, over all instances of a
 * deployment, and tells the log: one line for each limit and minute, however many clients run
 * against it. Safe on any thread.
 */
public final class LimitHits {
  private static final Logger LOG = LoggerFactory.getLogger(LimitHits.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final Map<Limit, LongAdder> hits = new EnumMap<>(Limit.class);
  private final Map<Limit, Long> logged = new EnumMap<>(Limit.class);

  public LimitHits() {
    for (Limit limit : Limit.values()) {
      hits.put(limit, new LongAdder());
    }
  }

  /** Counts one hit. */
  public void count(Limit limit) {
    hits.get(limit).increment();
  }

  /** Returns how often the limit was hit so far. */
  public long of(Limit limit) {
    return hits.get(limit).sum();
  }

  /** Begins to tell the log; every instance may, since each line is written once. */
  public void watch(Vertx vertx) {
    vertx.setPeriodic(INTERVAL.toMillis(), timer -> log());
  }

  /** Writes a line for each limit that was hit since the last time. */
  public synchronized void log() {
    for (Limit limit : Limit.values()) {
      long now = of(limit);
      long since = now - logged.getOrDefault(limit, 0L);
      if (since > 0) {
        logged.put(limit, now);
        LOG.warn("{} refused, dropped or cut {} times", limit.key(), since);
      }
    }
  }
}
