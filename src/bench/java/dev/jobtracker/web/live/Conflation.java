package dev.jobtracker.web.live;

import io.vertx.core.json.JsonObject;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs that a connection which takes nothing is told of a change. */
@State(Scope.Thread)
public class Conflation {
  private static final int JOBS = 1_024;

  private final JobNews[] news = new JobNews[JOBS];
  private final Backlog backlog =
      new Backlog(
          new Backlog.Line() {
            @Override
            public boolean isFull() {
              return true;
            }

            @Override
            public void send(JobNews news, Detail detail) {
              throw new IllegalStateException("a full line was sent something");
            }
          });

  private int count;

  /** Has something to tell of many jobs. */
  @Setup
  public void hear() {
    for (int i = 0; i < JOBS; i++) {
      news[i] =
          JobNews.of(
              new JsonObject().put("task_id", "import_%08x".formatted(i)).put("revision", 2));
    }
  }

  /** Newer news of a job replace the older ones that wait. */
  @Benchmark
  public boolean offer() {
    return backlog.offer(news[count++ & JOBS - 1], Detail.FULL);
  }
}
