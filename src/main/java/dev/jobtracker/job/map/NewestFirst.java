package dev.jobtracker.job.map;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several walks along shelves as one, newest first; valid until the next change of the index. */
final class NewestFirst {
  private final List<OrderedEntries<Entry>.Walk> walks;

  NewestFirst(List<OrderedEntries<Entry>.Walk> walks) {
    this.walks = walks;
  }

  /** Returns the next entry and moves on; null at the end. */
  @Nullable Entry next() {
    OrderedEntries<Entry>.Walk newest = newest();
    if (newest == null) {
      return null;
    }
    Entry entry = newest.peek();
    newest.advance();
    return entry;
  }

  boolean hasNext() {
    return newest() != null;
  }

  private OrderedEntries<Entry>.@Nullable Walk newest() {
    OrderedEntries<Entry>.Walk newest = null;
    for (OrderedEntries<Entry>.Walk walk : walks) {
      Entry entry = walk.peek();
      if (entry != null && (newest == null || entry.createdAt() > newest.peek().createdAt())) {
        newest = walk;
      }
    }
    return newest;
  }
}
