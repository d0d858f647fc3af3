package dev.jobtracker.bench;

import dev.jobtracker.tracker.JobTrackerVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * How the time of an update, a get and a page over the bus grows with the jobs that are held, and
 * how the cost of an event grows with the watchers. Jobs are drawn at random, so any of many is not
 * in the processor's cache. A thousand that are busy are, and they are what a tracker mostly sees;
 * those who report faster than events are published share publications, too.
 */
final class Growth {
  private static final int[] HELD = {1_000, 10_000, 100_000, 1_000_000, 5_000_000};
  private static final int[] WATCHERS = {20, 200, 2_000, 10_000};
  private static final int WATCHERS_OF_EACH = 20;
  private static final int PACE = 5;

  /** So many jobs are at work while the others are only kept. */
  private static final int BUSY = 1_000;

  private static final int REQUESTS = 400_000;
  private static final String[] WORKS = {
    "update of a busy job", "update of any job", "get of any job", "page of 100"
  };
  private static final int PAGES = 10_000;

  private final Vertx vertx = Vertx.vertx();
  private final Random random = new Random(7);
  private final String[] busy = new String[BUSY];
  private final String[] ids = new String[HELD[HELD.length - 1]];
  private int held;

  private Growth() {}

  /** With the jobs held; each is held against the same at a thousand jobs. */
  static List<Figure> jobs() throws Exception {
    Growth growth = new Growth();
    try {
      JsonObject limits =
          new JsonObject()
              .put("max_jobs", growth.ids.length)
              // A job that stalls meanwhile would be moved about, which is not what is measured.
              .put("heartbeat_timeout", "7d")
              .put("lost_after", "7d");
      growth
          .vertx
          .deployVerticle(
              new JobTrackerVerticle(),
              new DeploymentOptions().setConfig(new JsonObject().put("tracker", limits)))
          .await();
      return growth.run();
    } finally {
      growth.vertx.close().await();
    }
  }

  private List<Figure> run() throws Exception {
    double[] first = {};
    List<Figure> figures = new ArrayList<>();
    hold(HELD[0]);
    // Warms up, and gives every kind of request its floor.
    for (int i = 0; i < 3; i++) {
      first = times();
    }
    for (int count : HELD) {
      hold(count);
      double[] times = times();
      for (int i = 0; i < WORKS.length; i++) {
        String work = String.format(Locale.ROOT, "%s over the bus, %,d held", WORKS[i], count);
        figures.add(
            new Figure(work, times[i], "ns", first[i], times[i] / first[i], "ratio at most 1.5"));
      }
    }
    return figures;
  }

  /** All held jobs run. Their ids are chosen here, as nobody looks at the answers to a create. */
  private void hold(int count) throws Exception {
    int first = held;
    for (int i = first; i < count; i++) {
      ids[i] = "import_%08x".formatted(i);
    }
    if (count > first) {
      BusLoad.rate(vertx, "jobs.create", count - first, i -> create(ids[first + i]));
      BusLoad.rate(vertx, "jobs.update", count - first, i -> add(ids[first + i]));
    }
    held = count;
    for (int i = 0; i < busy.length; i++) {
      busy[i] = any();
    }
  }

  private static JsonObject create(String id) {
    return new JsonObject().put("type", "import").put("task_id", id);
  }

  private static JsonObject add(String id) {
    return new JsonObject().put("task_id", id).put("add", 1);
  }

  private double[] times() throws Exception {
    return new double[] {
      nanos("jobs.update", REQUESTS, i -> add(busy[i % busy.length])),
      nanos("jobs.update", REQUESTS, i -> add(any())),
      nanos("jobs.get", REQUESTS, i -> new JsonObject().put("task_id", any())),
      nanos("jobs.list", PAGES, i -> new JsonObject().put("page_size", 100))
    };
  }

  private String any() {
    return ids[random.nextInt(held)];
  }

  private double nanos(String address, int count, IntFunction<JsonObject> bodies) throws Exception {
    double[] rounds = new double[3];
    for (int i = 0; i < rounds.length; i++) {
      rounds[i] = 1e9 / BusLoad.rate(vertx, address, count, bodies);
    }
    return Rounds.median(rounds);
  }

  /** With the watchers; each number of them is held against the bare broadcast. */
  static List<Figure> watchers() throws Exception {
    List<Figure> figures = new ArrayList<>();
    try (ServerProcess tracker = ServerProcess.tracker();
        ServerProcess floor = ServerProcess.floor(HttpWork.runningJob(tracker))) {
      for (int watchers : WATCHERS) {
        List<String> ids = Fanout.jobs(tracker, watchers / WATCHERS_OF_EACH);
        Rounds<FanoutSample> rounds = Rounds.of(() -> round(tracker, ids), () -> round(floor, ids));
        String work = String.format(Locale.ROOT, "%,d watchers, server CPU each", watchers);
        figures.add(rounds.figure(work, "us", "flat within 1.5", FanoutSample::cpu));
      }
    }
    return figures;
  }

  /** The sockets are opened for one round, as this process may not have so many for two servers. */
  private static FanoutSample round(ServerProcess server, List<String> ids) throws Exception {
    Crowd crowd = new Crowd(server, ids, WATCHERS_OF_EACH);
    FanoutSample sample = crowd.work(PACE, Rounds.SECONDS);
    crowd.close();
    return sample;
  }
}
