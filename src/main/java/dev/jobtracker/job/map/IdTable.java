package dev.jobtracker.job.map;

import java.security.SecureRandom;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Entries by their id: open addressing, in segments that grow one at a time, so that no single
 * change has to move a million entries.
 *
 * <pre>
 *   hash of the id --> segment, by its top bits --> first slot, by those below; then the next, ...
 * </pre>
 *
 * <p>A segment keeps the hashes beside the entries, so that neither a search nor a move has to look
 * at entries of other ids. Callers may choose ids, so a secret makes equal hashes hard to find.
 */
final class IdTable {
  private static final int SEGMENT_BITS = 8;
  private static final int SEGMENTS = 1 << SEGMENT_BITS;
  private static final int FEWEST_SLOTS = 8;

  /** Stands in the place of a hash where a slot is free. */
  private static final int FREE = 0;

  /** Odd, so that no factor loses the lowest bit. */
  private final long secret = new SecureRandom().nextLong() | 1;

  private final Segment[] segments = new Segment[SEGMENTS];
  private int size;
  private int polled;

  int size() {
    return size;
  }

  private long hash(String taskId) {
    long hash = 0;
    for (int i = 0; i < taskId.length(); i++) {
      hash = hash * secret + taskId.charAt(i);
    }
    // The high bits depend on every character, so these are the ones that are used.
    return (hash ^ hash >>> Integer.SIZE) * secret;
  }

  private Segment segment(long hash) {
    int at = (int) (hash >>> Long.SIZE - SEGMENT_BITS);
    Segment segment = segments[at];
    if (segment == null) {
      segment = new Segment();
      segments[at] = segment;
    }
    return segment;
  }

  /** Returns the bits of a hash that a segment goes by, which are never those of a free slot. */
  private static int inSegment(long hash) {
    int bits = (int) (hash >>> Integer.SIZE - SEGMENT_BITS);
    return bits == FREE ? ~FREE : bits;
  }

  @Nullable Entry get(String taskId) {
    long hash = hash(taskId);
    Segment segment = segment(hash);
    return segment.entries[segment.find(taskId, inSegment(hash))];
  }

  /** Puts an entry in, in the place of one of the same id where there is one. */
  void put(Entry entry) {
    String taskId = entry.taskId();
    long hash = hash(taskId);
    Segment segment = segment(hash);
    int slot = segment.find(taskId, inSegment(hash));
    if (segment.entries[slot] != null) {
      segment.entries[slot] = entry;
    } else {
      segment.fill(slot, entry, inSegment(hash));
      size++;
    }
  }

  /** Takes the entry of this id out, where there is one. */
  void remove(String taskId) {
    long hash = hash(taskId);
    Segment segment = segment(hash);
    int slot = segment.find(taskId, inSegment(hash));
    if (segment.entries[slot] != null) {
      segment.free(slot);
      segment.shrink();
      size--;
    }
  }

  /** Takes any entry out; null when there is none. To be called until then, with nothing added. */
  @Nullable Entry poll() {
    while (polled < SEGMENTS) {
      Segment segment = segments[polled];
      Entry entry = segment == null ? null : segment.poll();
      if (entry != null) {
        size--;
        return entry;
      }
      polled++;
    }
    return null;
  }

  /** Returns the ids in the order of {@link #poll}; a view that shrinks with it. */
  Set<String> ids() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public Iterator<String> iterator() {
        return Stream.of(segments)
            .filter(segment -> segment != null)
            .flatMap(segment -> Stream.of(segment.entries))
            .filter(entry -> entry != null)
            .map(Entry::taskId)
            .iterator();
      }
    };
  }

  private static final class Segment {
    private int[] hashes = new int[FEWEST_SLOTS];
    private @Nullable Entry[] entries = new Entry[FEWEST_SLOTS];
    private int count;
    private int polledSlot;

    private int after(int slot) {
      return slot + 1 & hashes.length - 1;
    }

    /** Returns how far a slot lies behind another one, around the end. */
    private int distance(int from, int to) {
      return to - from & hashes.length - 1;
    }

    private int wanted(int hash) {
      return hash & hashes.length - 1;
    }

    /** Returns the slot of this id, or the free one where it belongs. */
    private int find(String taskId, int hash) {
      int slot = wanted(hash);
      while (hashes[slot] != FREE && !(hashes[slot] == hash && holds(slot, taskId))) {
        slot = after(slot);
      }
      return slot;
    }

    /** Of an entry that was polled only its hash is left, so that others are still found. */
    private boolean holds(int slot, String taskId) {
      Entry entry = entries[slot];
      return entry != null && entry.hasId(taskId);
    }

    private void fill(int slot, Entry entry, int hash) {
      hashes[slot] = hash;
      entries[slot] = entry;
      count++;
      if (count > hashes.length / 4 * 3) {
        resize(2 * hashes.length);
      }
    }

    private void shrink() {
      if (count < hashes.length / 8 && hashes.length > FEWEST_SLOTS) {
        resize(hashes.length / 2);
      }
    }

    private void resize(int length) {
      int[] oldHashes = hashes;
      Entry[] oldEntries = entries;
      hashes = new int[length];
      entries = new Entry[length];
      for (int i = 0; i < oldHashes.length; i++) {
        if (oldHashes[i] != FREE) {
          int slot = wanted(oldHashes[i]);
          while (hashes[slot] != FREE) {
            slot = after(slot);
          }
          hashes[slot] = oldHashes[i];
          entries[slot] = oldEntries[i];
        }
      }
    }

    /** Frees a slot, and lets those move up that only stood behind it. */
    private void free(int slot) {
      int gap = slot;
      for (int next = after(gap); hashes[next] != FREE; next = after(next)) {
        if (distance(wanted(hashes[next]), next) >= distance(gap, next)) {
          hashes[gap] = hashes[next];
          entries[gap] = entries[next];
          gap = next;
        }
      }
      hashes[gap] = FREE;
      entries[gap] = null;
      count--;
    }

    private @Nullable Entry poll() {
      while (polledSlot < entries.length) {
        Entry entry = entries[polledSlot];
        entries[polledSlot++] = null;
        if (entry != null) {
          return entry;
        }
      }
      return null;
    }
  }
}
