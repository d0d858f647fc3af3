package dev.jobtracker.tracker;

import dev.jobtracker.job.JobException;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Where questions wait while the tracker has no jobs to answer from: it loads them, or another node
 * is about to take over (contract, section 12). Bounded; one more is refused at once, and so is one
 * that has waited for {@link #LONGEST_MILLIS}. Used on the tracker's event loop.
 */
final class WaitingRoom {
  /** How long a question waits at most. */
  static final long LONGEST_MILLIS = 5_000;

  /** How many wait at most. */
  static final int MAX_WAITING = 10_000;

  private record Waiting(Question question, Consumer<Question> answer, long since) {}

  private final Vertx vertx;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

  WaitingRoom(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Lets a question wait until {@link #open}.
   *
   * @throws JobException {@code UNAVAILABLE} when too many wait already
   */
  void add(Question question, Consumer<Question> answer) {
    if (waiting.size() == MAX_WAITING) {
      throw JobException.unavailable("too many requests wait for the tracker");
    }
    waiting.add(new Waiting(question, answer, System.nanoTime()));
    if (waiting.size() == 1) {
      vertx.setTimer(LONGEST_MILLIS, timer -> refuseLate());
    }
  }

  private void refuseLate() {
    while (!waiting.isEmpty()) {
      long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - waiting.peek().since());
      if (waited < LONGEST_MILLIS) {
        vertx.setTimer(LONGEST_MILLIS - waited, timer -> refuseLate());
        return;
      }
      waiting
          .poll()
          .question()
          .refuse(JobException.unavailable("no tracker is at work now; nothing was changed"));
    }
  }

  /** Answers all that wait, in the order in which they came. */
  void open() {
    int count = waiting.size();
    for (int i = 0; i < count; i++) {
      Waiting next = waiting.poll();
      next.answer().accept(next.question());
    }
  }

  /** Refuses all that wait. */
  void close(JobException refusal) {
    while (!waiting.isEmpty()) {
      waiting.poll().question().refuse(refusal);
    }
  }
}
