package dev.jobtracker.web;

import java.util.concurrent.atomic.LongAdder;

/** What the live doors of all instances count for {@code /metrics}; safe on any thread. */
final class LiveCounts {
  /** The WebSockets, event streams and waiting polls that there are now. */
  final LongAdder sockets = new LongAdder();

  final LongAdder streams = new LongAdder();
  final LongAdder polls = new LongAdder();

  /** The watches that the WebSockets have now. */
  final LongAdder watches = new LongAdder();

  /** How many states or removals were sent over sockets and streams. */
  final LongAdder sent = new LongAdder();

  /** How many were replaced by newer ones, because their client was not ready for them. */
  final LongAdder conflated = new LongAdder();

  /** What the limits refused, dropped or cut. */
  final LimitHits hits;

  LiveCounts(LimitHits hits) {
    this.hits = hits;
  }
}
