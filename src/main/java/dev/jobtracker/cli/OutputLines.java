package dev.jobtracker.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Reads lines out of the bytes of an output, which may be anything. A line feed ends a line, and a
 * carriage return too, which is how progress bars draw over themselves. Of a flood only the end is
 * looked at, so that reading never slows the command down. For one thread.
 */
final class OutputLines {
  /** Of a longer line the end counts: a progress bar that never ends its line draws there. */
  private static final int MAX_LINE = 4_096;

  /** A full buffer behind another full one is a flood. */
  private static final int FLOOD_TAIL = 8_192;

  /** A line that grows without an end is looked at so often that it costs little. */
  private static final int SHORT = 256;

  private static final long PAUSE_NANOS = 50_000_000;

  private static final int MAX_TAIL_LINES = 20;
  private static final int MAX_TAIL_LINE = 500;

  private final ProgressPattern pattern;
  private final Observed observed;
  private final byte[] line = new byte[MAX_LINE];
  private final Deque<String> tail = new ArrayDeque<>();
  private int length;
  private boolean full;
  private long told = System.nanoTime();

  OutputLines(ProgressPattern pattern, Observed observed) {
    this.pattern = pattern;
    this.observed = observed;
  }

  /** Looks at the next bytes, and at what stands at their end though the line goes on. */
  void read(byte[] bytes, int count) {
    boolean flood = full && count == bytes.length;
    full = count == bytes.length;
    int from = 0;
    if (flood) {
      from = count - FLOOD_TAIL;
      length = 0;
    }
    for (int i = from; i < count; i++) {
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
    if (length > 0 && !full && (length <= SHORT || told + PAUSE_NANOS < System.nanoTime())) {
      told = System.nanoTime();
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
    return new String(line, 0, length, StandardCharsets.UTF_8)
        .replaceAll("\u001b\\[[0-9;?]*[ -/]*[@-~]|[\\p{Cc}\\u2028\\u2029]", "")
        .strip();
  }

  /** Ends the last line, and returns the last ones. */
  String tail() {
    endLine();
    return String.join("\n", tail);
  }
}
