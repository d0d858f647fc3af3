package dev.jobtracker.tracker;

import dev.jobtracker.job.JobException;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Where questions wait while the tracker has no jobs to answer from: it loads them, or another node
 * is about to take over (contract, section 12). Bounded; one more is refused at once, and so is one
 * that came {@link #LONGEST_MILLIS} ago. Used on the tracker's event loop.
 */
final class WaitingRoom {
  /** How long a question waits at most, in all. */
  static final long LONGEST_MILLIS = 5_000;

  /** How many wait at most. */
  static final int MAX_WAITING = 10_000;

  /**
   * A question that somebody is to answer who is not there yet.
   *
   * @param verb answers it, where this node is at work
   * @param since when it came, by {@link System#nanoTime}; no two have the same
   */
  record Waiting(Question question, BiConsumer<Term, Question> verb, long since) {
    private long waitedMillis() {
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
    }
  }

  private final Vertx vertx;

  /** Who came first comes first, also where he has been asked about in vain and is here again. */
  private final PriorityQueue<Waiting> waiting =
      new PriorityQueue<>((one, other) -> Long.signum(one.since - other.since));

  private long timer = -1;

  WaitingRoom(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Lets a question wait until {@link #open}.
   *
   * @throws JobException {@code UNAVAILABLE} when too many wait already
   */
  void add(Waiting one) {
    if (waiting.size() == MAX_WAITING) {
      throw JobException.unavailable("too many requests wait for the tracker");
    }
    waiting.add(one);
    if (waiting.peek() == one) {
      arm();
    }
  }

  private void arm() {
    vertx.cancelTimer(timer);
    Waiting first = waiting.peek();
    if (first != null) {
      long rest = Math.max(1, LONGEST_MILLIS - first.waitedMillis());
      timer = vertx.setTimer(rest, late -> refuseLate());
    }
  }

  private void refuseLate() {
    while (!waiting.isEmpty() && waiting.peek().waitedMillis() >= LONGEST_MILLIS) {
      waiting
          .poll()
          .question()
          .refuse(JobException.unavailable("no tracker is at work now; nothing was changed"));
    }
    arm();
  }

  /** Answers all that wait, in the order in which they came; some may wait again. */
  void open(Consumer<Waiting> answer) {
    List<Waiting> all = new ArrayList<>(waiting.size());
    while (!waiting.isEmpty()) {
      all.add(waiting.poll());
    }
    arm();
    all.forEach(answer);
  }

  /** Refuses all that wait. */
  void close(JobException refusal) {
    while (!waiting.isEmpty()) {
      waiting.poll().question().refuse(refusal);
    }
  }
}
