package dev.jobtracker.job.map;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Entries in ascending order of a time, those of the same time in the order of their creation. A
 * sorted array, cut into chunks so that adding and removing never moves more than one chunk:
 *
 * <pre>
 *   [ 03 07 08 ] [ 11 12 15 19 ] [ 20 22 .. .. ]
 *                                     ^ most jobs are added here, at the end
 * </pre>
 *
 * <p>A tree would need 40 bytes for each entry, this needs about 5. The time of an entry must not
 * change while the entry is in here.
 */
final class OrderedEntries<E extends Entry> {
  private static final int CHUNK = 256;

  private final ToLongFunction<E> time;
  private final List<Chunk> chunks = new ArrayList<>();
  private int size;

  OrderedEntries(ToLongFunction<E> time) {
    this.time = time;
  }

  int size() {
    return size;
  }

  @Nullable E first() {
    return chunks.isEmpty() ? null : chunks.get(0).entries[0];
  }

  void add(E entry) {
    if (chunks.isEmpty()) {
      chunks.add(new Chunk());
    }
    int at = chunkFor(entry);
    Chunk chunk = chunks.get(at);
    if (chunk.count == CHUNK) {
      boolean append = at == chunks.size() - 1 && compare(chunk.last(), entry) < 0;
      Chunk upper = append ? new Chunk() : chunk.split();
      chunks.add(at + 1, upper);
      chunk = upper.count == 0 || compare(upper.entries[0], entry) < 0 ? upper : chunk;
    }
    chunk.insert(chunk.positionOf(entry), entry);
    size++;
  }

  void remove(E entry) {
    int at = chunkFor(entry);
    Chunk chunk = chunks.get(at);
    int position = chunk.positionOf(entry);
    if (position >= chunk.count || chunk.entries[position] != entry) {
      throw new IllegalStateException("not in its place: " + entry.job());
    }
    chunk.delete(position);
    size--;
    if (chunk.count == 0) {
      chunks.remove(at);
    } else {
      mergeWithNext(at);
      mergeWithNext(at - 1);
    }
  }

  /**
   * Keeps two neighbours from both being nearly empty, whichever of them lost entries first;
   * otherwise the room would follow what was ever held rather than what is.
   */
  private void mergeWithNext(int at) {
    if (at < 0 || at + 1 >= chunks.size()) {
      return;
    }
    Chunk chunk = chunks.get(at);
    if (chunk.count + chunks.get(at + 1).count <= CHUNK / 2) {
      chunk.append(chunks.remove(at + 1));
    }
  }

  /** Returns for how many entries there is room, which is what the memory follows. */
  int room() {
    return chunks.stream().mapToInt(chunk -> chunk.entries.length).sum();
  }

  /** Returns how many entries have a time before {@code limit}. */
  int countBefore(long limit) {
    Walk last = new Walk(limit);
    int count = last.position + 1;
    for (int i = 0; i < last.chunk; i++) {
      count += chunks.get(i).count;
    }
    return count;
  }

  /** Returns a walk from the latest entry whose time lies before {@code limit} to the earliest. */
  Walk walkBackFrom(long limit) {
    return new Walk(limit);
  }

  /** Returns the last chunk that begins at or before the entry, else the first. */
  private int chunkFor(E entry) {
    int low = 0;
    int high = chunks.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (compare(chunks.get(middle).entries[0], entry) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private int compare(E a, E b) {
    int byTime = Long.compare(time.applyAsLong(a), time.applyAsLong(b));
    return byTime != 0 ? byTime : Long.compare(a.createdAt(), b.createdAt());
  }

  @SuppressWarnings("unchecked")
  private E[] room(int count) {
    return (E[]) new Entry[count];
  }

  private final class Chunk {
    private E[] entries = room(4);
    private int count;

    E last() {
      return entries[count - 1];
    }

    /** Returns where the entry is, or where it belongs. */
    int positionOf(E entry) {
      int low = 0;
      int high = count;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (compare(entries[middle], entry) < 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    void insert(int position, E entry) {
      if (count == entries.length) {
        entries = Arrays.copyOf(entries, Math.min(CHUNK, 2 * count));
      }
      System.arraycopy(entries, position, entries, position + 1, count - position);
      entries[position] = entry;
      count++;
    }

    void delete(int position) {
      count--;
      System.arraycopy(entries, position + 1, entries, position, count - position);
      entries[count] = null;
    }

    Chunk split() {
      Chunk upper = new Chunk();
      upper.entries = room(CHUNK);
      upper.count = count / 2;
      count -= upper.count;
      System.arraycopy(entries, count, upper.entries, 0, upper.count);
      Arrays.fill(entries, count, entries.length, null);
      return upper;
    }

    void append(Chunk next) {
      entries = Arrays.copyOf(entries, CHUNK);
      System.arraycopy(next.entries, 0, entries, count, next.count);
      count += next.count;
    }
  }

  /** A walk towards earlier times; valid until the next change. */
  final class Walk {
    private int chunk;
    private int position;

    private Walk(long limit) {
      int low = 0;
      int high = chunks.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (time.applyAsLong(chunks.get(middle).entries[0]) < limit) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      chunk = low - 1;
      position = chunk < 0 ? -1 : chunks.get(chunk).count - 1;
      while (position >= 0 && time.applyAsLong(current()) >= limit) {
        position--;
      }
    }

    /** Returns the entry that {@link #advance} leaves behind; null at the end. */
    @Nullable E peek() {
      return position < 0 ? null : current();
    }

    void advance() {
      position--;
      if (position < 0 && chunk > 0) {
        chunk--;
        position = chunks.get(chunk).count - 1;
      }
    }

    private E current() {
      return chunks.get(chunk).entries[position];
    }
  }
}
