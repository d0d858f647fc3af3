package dev.jobtracker.job.map;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several walks along shelves as one, newest first; valid until the next change of the index. */
final class NewestFirst {
  /** Stands for the time of a walk that is at its end; every time comes after it. */
  private static final long ENDED = Long.MIN_VALUE;

  private final List<OrderedEntries<Entry>.Walk> walks;

  /** When the next entry of each walk was created: a step asks the entries of one walk only. */
  private final long[] times;

  NewestFirst(List<OrderedEntries<Entry>.Walk> walks) {
    this.walks = walks;
    this.times = walks.stream().mapToLong(NewestFirst::time).toArray();
  }

  private static long time(OrderedEntries<Entry>.Walk walk) {
    Entry entry = walk.peek();
    return entry == null ? ENDED : entry.createdAt();
  }

  /** Returns the next entry and moves on; null at the end. */
  @Nullable Entry next() {
    int newest = newest();
    if (newest < 0) {
      return null;
    }
    OrderedEntries<Entry>.Walk walk = walks.get(newest);
    Entry entry = walk.peek();
    walk.advance();
    times[newest] = time(walk);
    return entry;
  }

  boolean hasNext() {
    return newest() >= 0;
  }

  /** Returns which walk has the newest entry; -1 where all are at their end. */
  private int newest() {
    int newest = -1;
    long latest = ENDED;
    for (int i = 0; i < times.length; i++) {
      if (times[i] > latest) {
        newest = i;
        latest = times[i];
      }
    }
    return newest;
  }
}
