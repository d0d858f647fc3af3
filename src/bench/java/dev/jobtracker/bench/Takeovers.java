package dev.jobtracker.bench;

import dev.jobtracker.client.JobTracker;
import dev.jobtracker.config.Config;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.process.PostgresServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long nobody is answered while a node takes over: the longest time between two answers to
 * changes of a client at the node that stands by, 64 of which are outstanding.
 */
final class Takeovers implements AutoCloseable {
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
  private static final int OUTSTANDING = 64;
  private static final int SOME = 500;
  private static final int MILLION = 1_000_000;
  private static final long PAUSE_MILLIS = 5;
  private static final long PATIENCE_SECONDS = 120;

  private final PostgresServer postgres = PostgresServer.start();
  private final Vertx vertx = Vertx.vertx();
  private final String held;
  private ServerProcess active;
  private ServerProcess standby;

  private Takeovers(int jobs) throws Exception {
    held = jobs == 0 ? "" : ", " + jobs + " jobs held";
    if (jobs > 0) {
      JsonObject limits = new JsonObject().put("max_jobs", jobs);
      StoreOpening.fill(
          Config.from(new JsonObject().put("store", postgres.store()).put("tracker", limits)),
          jobs);
    }
    active = ServerProcess.node(postgres, "default");
  }

  /** A few jobs are held. */
  static List<Figure> few() throws Exception {
    return measure(0);
  }

  /** A million jobs are held. */
  static List<Figure> million() throws Exception {
    return measure(MILLION);
  }

  private static List<Figure> measure(int jobs) throws Exception {
    List<Figure> figures = new ArrayList<>();
    try (Takeovers bench = new Takeovers(jobs)) {
      figures.addAll(bench.after("KILL", "a kill", "at most 1"));
      figures.addAll(bench.after("TERM", "a SIGTERM", "at most 1"));
      figures.addAll(bench.after("STOP", "a freeze", "at most 3"));
    }
    return figures;
  }

  private List<Figure> after(String signal, String what, String goal) throws Exception {
    double[] gaps = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      gaps[i] = gap(signal);
    }
    String work = "nobody is answered after " + what + held;
    Arrays.sort(gaps);
    return List.of(
        Figure.of(work + ", median", Rounds.median(gaps), "s", goal),
        Figure.of(work + ", shortest", gaps[0], "s", "-"),
        Figure.of(work + ", longest", gaps[ROUNDS - 1], "s", goal));
  }

  private double gap(String signal) throws Exception {
    standby = ServerProcess.node(postgres, "default");
    Load load = new Load("http://127.0.0.1:" + standby.address().getPort());
    load.await(SOME);
    load.beginGap();
    active.signal(signal);
    while (!HttpWork.body(standby, "/health/ready").contains("\"active\"")) {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    load.await(SOME);
    double seconds = load.longestGap.get() / 1e9;
    load.close();
    active.signal("KILL");
    active.close();
    active = standby;
    return seconds;
  }

  /** Changes of one job, again and again; one that is refused is sent again. */
  private final class Load {
    private final AtomicLong lastAnswer = new AtomicLong();
    private final AtomicLong longestGap = new AtomicLong();
    private final Semaphore answers = new Semaphore(0);
    private final JobTracker tracker;
    private final String id;
    private volatile boolean closed;

    Load(String url) {
      tracker = JobTracker.connect(vertx, url, null).await();
      id = tracker.create(NewJob.of("bench")).await().taskId();
      for (int i = 0; i < OUTSTANDING; i++) {
        next();
      }
    }

    private void next() {
      if (closed) {
        return;
      }
      tracker
          .update(id, JobUpdate.builder().add(1.0).build())
          .onSuccess(
              job -> {
                long now = System.nanoTime();
                long gap = now - lastAnswer.getAndSet(now);
                longestGap.accumulateAndGet(gap, Math::max);
                answers.release();
                next();
              })
          .onFailure(refused -> vertx.setTimer(PAUSE_MILLIS, later -> next()));
    }

    void beginGap() {
      longestGap.set(0);
    }

    void await(int more) throws InterruptedException {
      answers.drainPermits();
      if (!answers.tryAcquire(more, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("changes are not answered any more");
      }
    }

    void close() {
      closed = true;
      tracker.close().await();
    }
  }

  @Override
  public void close() throws SQLException {
    active.close();
    vertx.close().await();
    postgres.close();
  }
}
