package dev.jobtracker.web.live;

import dev.jobtracker.web.limit.LimitHits;
import java.util.concurrent.atomic.LongAdder;

/** What the live doors of all instances count for {@code /metrics}; safe on any thread. */
public final class LiveCounts {
  /** The WebSockets that there are now. */
  public final LongAdder sockets = new LongAdder();

  /** The event streams that there are now. */
  public final LongAdder streams = new LongAdder();

  /** The polls that wait now. */
  public final LongAdder polls = new LongAdder();

  /** The watches that the WebSockets have now. */
  public final LongAdder watches = new LongAdder();

  /** How many states or removals were sent over sockets and streams. */
  public final LongAdder sent = new LongAdder();

  /** How many were replaced by newer ones, because their client was not ready for them. */
  public final LongAdder conflated = new LongAdder();

  /** What the limits refused, dropped or cut. */
  public final LimitHits hits;

  /** Creates counts of nothing. */
  public LiveCounts(LimitHits hits) {
    this.hits = hits;
  }
}
