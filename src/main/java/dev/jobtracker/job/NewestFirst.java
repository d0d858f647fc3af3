package dev.jobtracker.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several walks along shelves as one, newest first; valid until the next change of the index. */
final class NewestFirst {
  private final List<OrderedEntries<Entry>.Walk> walks;

  NewestFirst(List<OrderedEntries<Entry>.Walk> walks) {
    this.walks = walks;
  }

  /** Returns the next job and moves on; null at the end. */
  @Nullable Job next() {
    OrderedEntries<Entry>.Walk newest = newest();
    if (newest == null) {
      return null;
    }
    Job job = newest.peek().job();
    newest.advance();
    return job;
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
