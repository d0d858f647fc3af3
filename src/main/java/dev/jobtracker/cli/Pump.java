package dev.jobtracker.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Passes one output of the command on, byte for byte and at once, and looks at it on the way. A
 * reader of ours that went away is told to the command as the system does: its pipe breaks.
 */
final class Pump {
  private static final int BUFFER_BYTES = 64 * 1024;

  /** For so long nothing must have come when the command has ended and its pipe stays open. */
  private static final int QUIET_ROUNDS = 10;

  private static final long ROUND_MILLIS = 50;

  private final InputStream from;
  private final OutputStream to;
  private final OutputLines lines;
  private final CountDownLatch whole = new CountDownLatch(1);

  /** Counts up before and after each read: odd while it waits for bytes. */
  private volatile long reads;

  private volatile long passed;

  Pump(String name, InputStream from, OutputStream to, OutputLines lines) {
    this.from = from;
    this.to = to;
    this.lines = lines;
    lines.begin();
    Thread thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    // When the command closes its end, ours closes too, for whoever waits for the end of it.
    try (to;
        from) {
      pass();
    } catch (IOException broken) {
      // Nobody reads any more, or the command has closed its end.
    }
  }

  @SuppressWarnings("NonAtomicOperationOnVolatileField") // One thread writes it.
  private void pass() throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      while (true) {
        reads++;
        int count = from.read(buffer);
        reads++;
        if (count < 0) {
          return;
        }
        to.write(buffer, 0, count);
        passed += count;
        lines.read(buffer, count);
      }
    } finally {
      whole.countDown();
    }
  }

  /** Returns how many bytes were passed on. */
  long passed() {
    return passed;
  }

  /**
   * Waits until all that the ended command wrote is passed on. What it left behind may hold the
   * pipe open for ever, and is not waited for.
   */
  void finish() throws InterruptedException {
    int quiet = 0;
    long before = -1;
    while (quiet < QUIET_ROUNDS) {
      if (whole.await(ROUND_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
      long now = reads;
      quiet = now == before && now % 2 == 1 ? quiet + 1 : 0;
      before = now;
    }
  }
}
