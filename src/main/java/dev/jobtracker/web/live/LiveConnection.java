package dev.jobtracker.web.live;

import dev.jobtracker.job.Scope;
import dev.jobtracker.web.limit.Limit;

/**
 * A connection that is told of jobs for as long as it is open: a WebSocket or an event stream. What
 * it cannot take yet waits in its backlog; one that takes nothing for too long is ended.
 */
public abstract class LiveConnection extends Watcher implements Backlog.Line {
  protected final LiveServices live;
  protected final Backlog backlog = new Backlog(this);

  /** Makes a connection that is told of the jobs in this scope. */
  protected LiveConnection(Scope scope, LiveServices live) {
    super(scope);
    this.live = live;
  }

  /** Ends the connection although its client takes nothing. */
  protected abstract void endSlow();

  @Override
  public final void hear(JobNews news, Detail detail) {
    if (!isOver() && backlog.offer(news, detail)) {
      live.counts().conflated.increment();
    }
  }

  /** Notes a state that is about to be shown, so that nothing older is told after it. */
  protected final void show(Shown shown) {
    live.feed().catchUp(shown.taskId());
    if (shown.detail() == null) {
      backlog.overtaken(shown.taskId(), shown.version());
    } else {
      if (shown.detail() == Detail.FULL) {
        live.feed().noteShown(shown.taskId(), shown.version(), this);
      }
      backlog.toldFirst(shown.taskId(), shown.version(), shown.detail());
    }
  }

  /** To be called when the client has taken nothing for {@code live.slow_client_timeout}. */
  protected final void tooSlow() {
    if (!isOver()) {
      live.counts().hits.count(Limit.SLOW_CLIENT_TIMEOUT);
      endSlow();
    }
  }
}
