package dev.jobtracker.web.live;

import dev.jobtracker.job.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Who hears of jobs: a socket, an event stream or a waiting poll. Called on the event loop of its
 * {@link LiveFeed}.
 */
public abstract class Watcher {
  private final Scope scope;

  /** What was last told, so that news which several watches match is told once. */
  private @Nullable JobNews told;

  /** Makes one who hears of the jobs in this scope and of no other. */
  protected Watcher(Scope scope) {
    this.scope = scope;
  }

  /** Returns which jobs exist for the watcher. */
  public final Scope scope() {
    return scope;
  }

  /** Tells the news unless they were told already. */
  final void tell(JobNews news, Detail detail) {
    if (told != news) {
      told = news;
      hear(news, detail);
    }
  }

  /** Returns whether it is told nothing any more, as its connection or its wait is over. */
  public abstract boolean isOver();

  /** Hears that a job it watches has changed, was removed, or has left what it sees. */
  public abstract void hear(JobNews news, Detail detail);
}
