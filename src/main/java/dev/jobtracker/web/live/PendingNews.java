package dev.jobtracker.web.live;

import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * News until it is their turn, where newer ones replace them: however far this event loop is behind
 * the tracker, no more than the newest state of each watched job waits. Used by one event loop.
 */
final class PendingNews {
  private static final Logger LOG = LoggerFactory.getLogger(PendingNews.class);

  /** After so long the event loop gets to do something else before more news are told. */
  private static final long TURN_NANOS = 2_000_000;

  private final Vertx vertx;
  private final Consumer<JobNews> tell;
  private final Map<String, JobNews> waiting = new LinkedHashMap<>();
  private boolean turnIsComing;

  /** Hands what waits to {@code tell}, in turns of the event loop. */
  PendingNews(Vertx vertx, Consumer<JobNews> tell) {
    this.vertx = vertx;
    this.tell = tell;
  }

  /** Returns whose news wait. */
  Set<String> taskIds() {
    return waiting.keySet();
  }

  void add(JobNews news) {
    String taskId = news.taskId();
    JobNews before = waiting.get(taskId);
    if (before != null && news.isBefore(before)) {
      // What was asked for may be older than what was published meanwhile.
      return;
    }
    if (before != null && (news.isRemoval() || before.isRemoval())) {
      // Who watches a job sees how it ended, and only then that it is gone; and that it is gone
      // before its id is used again.
      tell(taskId);
    }
    waiting.put(taskId, news);
    if (!turnIsComing) {
      turnIsComing = true;
      vertx.runOnContext(turn -> tellAll());
    }
  }

  private void tellAll() {
    long end = System.nanoTime() + TURN_NANOS;
    while (!waiting.isEmpty()) {
      tell(waiting.keySet().iterator().next());
      if (System.nanoTime() > end) {
        vertx.runOnContext(turn -> tellAll());
        return;
      }
    }
    turnIsComing = false;
  }

  /** Tells now what waits of this job. */
  void tell(String taskId) {
    JobNews news = waiting.remove(taskId);
    if (news == null) {
      return;
    }
    try {
      tell.accept(news);
    } catch (RuntimeException fault) {
      // Anybody may publish anything on the bus; it must not keep the others from their news.
      LOG.error("Nobody could be told of {}", taskId, fault);
    }
  }
}
