package dev.jobtracker.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * Reads lines out of the bytes of an output, which may be anything. A line feed ends a line, and a
 * carriage return too, which is how progress bars draw over themselves. A thread of its own looks
 * at them, so that the command never waits for that; of a flood it sees the newest part.
 */
final class OutputLines {
  /** So many bytes wait to be looked at; when there are more, only the newest of them stay. */
  private static final int MAX_WAITING = 32 * 1024;

  private static final int NEWEST = 16 * 1024;

  /** Before each look it rests: nobody is told more often, and a flood costs little. */
  private static final long REST_MILLIS = 50;

  /** While a flood goes on it rests this often: to look takes what the flood could use. */
  private static final int MAX_RESTS = 10;

  /** Of a flood that goes on this much is enough to see its last line. */
  private static final int SEEN_OF_FLOOD = 4 * 1024;

  /** Of a longer line the end counts: a progress bar that never ends its line draws there. */
  private static final int MAX_LINE = 4_096;

  /** Compiled when the first line is there, so that the command need not wait for it. */
  private static final class Controls {
    static final Pattern ALL =
        Pattern.compile("\u001b\\[[0-9;?]*[ -/]*[@-~]|[\\p{Cc}\\u2028\\u2029]");
  }

  private static final int MAX_TAIL_LINES = 20;
  private static final int MAX_TAIL_LINE = 500;

  private final ProgressPattern pattern;
  private final Observed observed;
  private final Thread thread = new Thread(this::look, "lines");
  private final Deque<String> tail = new ArrayDeque<>();
  private final byte[] line = new byte[MAX_LINE];
  private int length;

  /** What waits; guarded by this. */
  private final byte[] waiting = new byte[MAX_WAITING];

  private int count;
  private boolean gap;
  private boolean flood;
  private boolean ended;

  OutputLines(ProgressPattern pattern, Observed observed) {
    this.pattern = pattern;
    this.observed = observed;
  }

  /** Begins to look at what comes. */
  void begin() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Takes the next bytes. */
  synchronized void read(byte[] bytes, int more) {
    int taken = more;
    boolean first = count == 0;
    if (count + more > MAX_WAITING) {
      taken = Math.min(more, NEWEST);
      int keep = Math.min(count, NEWEST - taken);
      System.arraycopy(waiting, count - keep, waiting, 0, keep);
      count = keep;
      gap = true;
      flood = true;
    }
    System.arraycopy(bytes, more - taken, waiting, count, taken);
    count += taken;
    if (first) {
      notifyAll();
    }
  }

  private void look() {
    byte[] taken = new byte[MAX_WAITING];
    try {
      for (int size = take(taken); size > 0; size = take(taken)) {
        scan(taken, size);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void restFromFlood() throws InterruptedException {
    int rests = 0;
    do {
      flood = false;
      rest();
      rests++;
    } while (flood && rests < MAX_RESTS && !ended);
  }

  /** Lets more come in the meantime, as waiting gives the lock back. */
  private void rest() throws InterruptedException {
    long end = System.nanoTime() + REST_MILLIS * 1_000_000;
    for (long left = REST_MILLIS; left > 0 && !ended; ) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
  }

  /** Returns how many bytes were taken; 0 when there will be no more. */
  private synchronized int take(byte[] into) throws InterruptedException {
    while (count == 0 && !ended) {
      wait();
    }
    restFromFlood();
    int size = flood && !ended ? Math.min(count, SEEN_OF_FLOOD) : count;
    if (gap) {
      length = 0;
      gap = false;
    }
    System.arraycopy(waiting, count - size, into, 0, size);
    count = 0;
    return size;
  }

  /** Looks at the lines, and at what stands at the end though the line goes on. */
  private void scan(byte[] bytes, int size) {
    for (int i = 0; i < size; i++) {
      byte b = bytes[i];
      if (b == '\n' || b == '\r') {
        endLine();
      } else {
        if (length == MAX_LINE) {
          System.arraycopy(line, MAX_LINE / 2, line, 0, MAX_LINE / 2);
          length = MAX_LINE / 2;
        }
        line[length++] = b;
      }
    }
    if (length > 0) {
      tell(text());
    }
  }

  private void endLine() {
    String text = length == 0 ? "" : text();
    length = 0;
    if (!text.isEmpty()) {
      tell(text);
      if (tail.size() == MAX_TAIL_LINES) {
        tail.removeFirst();
      }
      tail.addLast(text.length() <= MAX_TAIL_LINE ? text : text.substring(0, MAX_TAIL_LINE));
    }
  }

  private void tell(String text) {
    if (!text.isEmpty()) {
      pattern.read(text, observed);
      observed.step(text);
    }
  }

  /** Without colours and other control characters. */
  private String text() {
    String decoded = new String(line, 0, length, StandardCharsets.UTF_8);
    return Controls.ALL.matcher(decoded).replaceAll("").strip();
  }

  /** Ends the last line, and returns the last ones; nothing more may come. */
  String tail() throws InterruptedException {
    synchronized (this) {
      ended = true;
      notifyAll();
    }
    thread.join();
    endLine();
    return String.join("\n", tail);
  }
}
