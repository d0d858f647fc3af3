package dev.jobtracker.web.live;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The news that one connection still has to be told: the {@link Newest} of each job. So its size is
 * bounded by the jobs that the connection watches, it always ends on the newest state, and nothing
 * is told that a first state or an answer has just shown.
 */
public final class Backlog {
  /** The connection. */
  public interface Line {
    /** Returns whether the connection cannot take more for now. */
    boolean isFull();

    /** Sends the news. */
    void send(JobNews news, Detail detail);
  }

  private record Owed(JobNews news, Detail detail) {}

  private record First(Version version, Detail detail) {
    boolean covers(JobNews news, Detail wanted) {
      return wanted != Detail.GONE
          && !news.version().isNewsAfter(version)
          && (wanted == Detail.LEAN || detail == Detail.FULL);
    }

    /** Of one version the full detail counts, else the later one. */
    First more(First later) {
      boolean keeps = later.version.equals(version) && detail == Detail.FULL;
      return keeps ? this : later;
    }
  }

  /**
   * Of so many jobs the first states are remembered; what an older one showed may be told again.
   */
  static final int MAX_FIRST = 10_000;

  private final Line line;

  private final Newest<Owed> owed;

  /** Empty for most of the time of most connections, so it is made only when needed. */
  private Map<String, First> first = Map.of();

  public Backlog(Line line) {
    this.line = line;
    this.owed =
        new Newest<>(
            new Newest.Line<>() {
              @Override
              public boolean isFull() {
                return line.isFull();
              }

              @Override
              public void send(Owed one) {
                line.send(one.news(), one.detail());
              }
            });
  }

  /**
   * Sends the news now, or when the connection has room. Returns whether older news were dropped.
   */
  public boolean offer(JobNews news, Detail detail) {
    First told = first.isEmpty() ? null : first.remove(news.taskId());
    if (told != null && told.covers(news, detail)) {
      return false;
    }
    if (owed.mayPass()) {
      line.send(news, detail);
      return false;
    }
    return owed.keep(news.taskId(), new Owed(news, detail), news.isRemoval());
  }

  /** Keeps all news back until {@link #release}, because older state is still on its way. */
  public void hold() {
    owed.hold();
  }

  /** Ends a {@link #hold}. */
  public void release() {
    owed.release();
  }

  /** Sends what is owed as far as the connection takes it; to be called when it has room. */
  public void drain() {
    owed.drain();
  }

  /**
   * Drops owed news of a job which an answer with this version has overtaken, so that a revision
   * never falls. That it left is no revision, and still to be told; and nobody knows which of two
   * records is the later one.
   */
  public void overtaken(String taskId, Version version) {
    Owed one = owed.get(taskId);
    if (one != null && one.detail() != Detail.GONE && one.news().version().isBefore(version)) {
      owed.remove(taskId);
    }
  }

  /**
   * Notes what a first state has told of a job. Owed news which it covers are dropped, and so will
   * be the next news if they bring that very revision, since a state that waited in the tracker to
   * be published may already be shown.
   */
  public void toldFirst(String taskId, Version version, Detail detail) {
    overtaken(taskId, version);
    First shown = new First(version, detail);
    Owed one = owed.get(taskId);
    if (one == null) {
      if (first.isEmpty()) {
        first = new LinkedHashMap<>();
      }
      First before = first.remove(taskId);
      first.put(taskId, before == null ? shown : before.more(shown));
      if (first.size() > MAX_FIRST) {
        first.remove(first.keySet().iterator().next());
      }
    } else if (one.detail() == Detail.GONE
        ? !one.news().isRemoval() && !one.news().version().isNewsAfter(version)
        : shown.covers(one.news(), one.detail())) {
      owed.remove(taskId);
    }
  }

  /** Forgets what first states have told, once they are older than what waits to be published. */
  public void forgetFirst() {
    first = Map.of();
  }
}
