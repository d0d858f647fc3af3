package dev.jobtracker.web;

import dev.jobtracker.web.Watcher.Sight;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one connection still has to be told. It holds state, no queue: while the connection cannot
 * take more, the newest news of each job replace the older ones that wait, so its size is bounded
 * by the jobs that the connection watches, and it always ends on the newest state.
 */
final class Outbox {
  /** The connection. */
  interface Line {
    /** Returns whether the connection cannot take more for now. */
    boolean isFull();

    /** Sends the news. */
    void send(JobNews news, Sight sight);
  }

  private record Owed(JobNews news, Sight sight) {}

  private final Line line;
  private final Map<String, Owed> owed = new LinkedHashMap<>();
  private int holds;

  Outbox(Line line) {
    this.line = line;
  }

  /**
   * Sends the news now, or when the connection has room. Returns whether older news were dropped.
   */
  boolean offer(JobNews news, Sight sight) {
    if (holds == 0 && owed.isEmpty() && !line.isFull()) {
      line.send(news, sight);
      return false;
    }
    return owed.put(news.taskId(), new Owed(news, sight)) != null;
  }

  /** Keeps all news back until {@link #release}, because older state is still on its way. */
  void hold() {
    holds++;
  }

  /** Ends a {@link #hold}. */
  void release() {
    holds--;
    drain();
  }

  /** Sends what is owed as far as the connection takes it; to be called when it has room. */
  void drain() {
    Iterator<Owed> next = owed.values().iterator();
    while (holds == 0 && next.hasNext() && !line.isFull()) {
      Owed one = next.next();
      next.remove();
      line.send(one.news(), one.sight());
    }
  }

  /**
   * Drops owed news of a job which an answer with this revision has overtaken, so that a revision
   * never falls. That it left is no revision, and still to be told.
   */
  void overtaken(String taskId, long revision) {
    Owed one = owed.get(taskId);
    if (one != null && one.sight() != Sight.GONE && one.news().revision() < revision) {
      owed.remove(taskId);
    }
  }

  /**
   * Drops owed news of a job which a first state with this revision makes needless, as the job was
   * told with no less than what is owed, or left before it came back.
   */
  void toldFirst(String taskId, long revision, Sight sight) {
    overtaken(taskId, revision);
    Owed one = owed.get(taskId);
    if (one == null) {
      return;
    }
    long owedRevision = one.news().revision();
    boolean told = one.sight() != Sight.FULL || sight == Sight.FULL;
    if (owedRevision < revision || (owedRevision == revision && told)) {
      owed.remove(taskId);
    }
  }
}
