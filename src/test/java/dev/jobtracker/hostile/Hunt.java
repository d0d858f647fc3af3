package dev.jobtracker.hostile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What all hunts have in common: one seed, from which every message of a run follows, and hunters
 * that work at the same time. A failure names the seed; {@code -Dhostile.seed=N} repeats its run.
 */
final class Hunt {
  /** One for all tests of a run, so that a second try of a failed test sends the same again. */
  private static final long SEED = Long.getLong("hostile.seed", System.nanoTime());

  private static final long DEADLINE_SECONDS = 300;

  private Hunt() {}

  /** Work of one hunter, whose number tells its messages and its jobs from those of others. */
  interface Hunter<T> {
    T hunt(int number, Random random) throws Exception;
  }

  /** Returns what the hunters bring home; fails with the first that fails. */
  static <T> List<T> run(int hunters, Hunter<T> hunter) {
    ExecutorService threads = Executors.newFixedThreadPool(hunters);
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < hunters; i++) {
        int number = i;
        Callable<T> work = () -> hunter.hunt(number, new Random(SEED + number));
        running.add(threads.submit(work));
      }
      List<T> bag = new ArrayList<>();
      for (Future<T> one : running) {
        bag.add(one.get(DEADLINE_SECONDS, TimeUnit.SECONDS));
      }
      return bag;
    } catch (ExecutionException e) {
      throw new AssertionError("-Dhostile.seed=" + SEED + " " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("-Dhostile.seed=" + SEED + " took too long", e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Returns bytes in a form that a failure can show: what is not printable is escaped. */
  static String shown(byte[] bytes) {
    StringBuilder shown = new StringBuilder();
    for (char c : new String(bytes, StandardCharsets.ISO_8859_1).toCharArray()) {
      boolean plain = (c >= ' ' && c < 127) || c == '\n';
      shown.append(plain ? String.valueOf(c) : "\\x%02x".formatted((int) c));
      if (shown.length() > 3_000) {
        return shown + "... of " + bytes.length + " bytes";
      }
    }
    return shown.toString();
  }
}
