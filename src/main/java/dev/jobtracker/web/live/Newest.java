package dev.jobtracker.web.live;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a connection still has to be told. It holds state, no queue: while the connection cannot
 * take more, the newest item under each key replaces the older ones that wait. But an end waits
 * under a key of its own, as it is told before its key is used again.
 *
 * @param <T> what is told
 */
public final class Newest<T> {
  /**
   * The connection.
   *
   * @param <T> what it is told
   */
  public interface Line<T> {
    /** Returns whether the connection cannot take more for now. */
    boolean isFull();

    /** Sends the item. */
    void send(T item);
  }

  /** No key ends so. */
  private static final String END = " end";

  private final Line<T> line;

  /** Empty for most of the time of most connections, so it is made only when needed. */
  private Map<String, T> owed = Map.of();

  private int holds;

  public Newest(Line<T> line) {
    this.line = line;
  }

  /**
   * Sends the item now, or when the connection has room. Returns whether an older one was dropped.
   */
  public boolean offer(String key, T item, boolean isEnd) {
    if (mayPass()) {
      line.send(item);
      return false;
    }
    return keep(key, item, isEnd);
  }

  /** Returns whether what comes now may be sent at once. */
  boolean mayPass() {
    return holds == 0 && owed.isEmpty() && !line.isFull();
  }

  /** Keeps the item until there is room. Returns whether an older one was dropped. */
  boolean keep(String key, T item, boolean isEnd) {
    if (owed.isEmpty()) {
      owed = new LinkedHashMap<>();
    }
    boolean dropped = owed.remove(key) != null;
    owed.put(isEnd ? key + END : key, item);
    return dropped;
  }

  /** Keeps all back until {@link #release}. */
  void hold() {
    holds++;
  }

  /** Ends a {@link #hold}. */
  void release() {
    holds--;
    drain();
  }

  /** Sends what is owed as far as the connection takes it; to be called when it has room. */
  public void drain() {
    while (holds == 0 && !owed.isEmpty() && !line.isFull()) {
      // Begun anew each time, because a line that has room at once may drain from within.
      Iterator<T> next = owed.values().iterator();
      T one = next.next();
      next.remove();
      line.send(one);
    }
    if (owed.isEmpty()) {
      owed = Map.of();
    }
  }

  /** Returns what is owed under this key and is no end, or null. */
  @Nullable T get(String key) {
    return owed.get(key);
  }

  /** Drops what {@link #get} returns. */
  void remove(String key) {
    owed.remove(key);
  }
}
