package dev.jobtracker.bench;

import dev.jobtracker.tracker.JobTrackerVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * How the time of an update, a get and a page over the bus grows with the jobs that are held,
 * beside a map of bare records behind the same bus. Jobs are drawn at random, so any of many is not
 * in the processor's cache, and every update of it is published. A thousand that are busy are in
 * the cache, and they are what a tracker mostly sees; those who report faster than events are
 * published share publications, too.
 */
final class GrowthWithJobs {
  private static final int[] HELD = {1_000, 10_000, 100_000, 1_000_000, 5_000_000};

  /** So many jobs are at work while the others are only kept. */
  private static final int BUSY = 1_000;

  private static final int REQUESTS = 400_000;
  private static final int PAGES = 10_000;
  private static final String UPDATE = KeptStates.UPDATE;
  private static final String ECHO = "echo";

  /**
   * One event loop for all, because two put each other to sleep at times, at four times the cost.
   */
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

  private final Random random = new Random(7);
  private final String[] busy = new String[BUSY];
  private final List<Work> works =
      List.of(
          new Work("update of a busy job", REQUESTS, "jobs.update", UPDATE, this::addToBusy),
          new Work("update of any job", REQUESTS, "jobs.update", UPDATE, i -> add(any())),
          new Work("get of any job", REQUESTS, "jobs.get", KeptStates.GET, i -> get(any())),
          new Work("page of 100", PAGES, "jobs.list", ECHO, i -> page()));
  private int held;

  private GrowthWithJobs() {}

  /**
   * One kind of request, so many in a round, to the tracker and with the same body to the floor.
   */
  private record Work(
      String name, int count, String address, String floor, IntFunction<JsonObject> bodies) {

    double nanos(Vertx vertx, String to) throws Exception {
      return 1e9 / BusLoad.rate(vertx, to, count, bodies);
    }
  }

  static List<Figure> measure() throws Exception {
    GrowthWithJobs growth = new GrowthWithJobs();
    try {
      return growth.run();
    } finally {
      growth.vertx.close().await();
    }
  }

  private List<Figure> run() throws Exception {
    JsonObject limits =
        new JsonObject()
            .put("max_jobs", HELD[HELD.length - 1])
            // A job that stalls meanwhile would be moved about, which is not what is measured.
            .put("heartbeat_timeout", "7d")
            .put("lost_after", "7d");
    DeploymentOptions options =
        new DeploymentOptions().setConfig(new JsonObject().put("tracker", limits));
    vertx.deployVerticle(new JobTrackerVerticle(), options).await();
    vertx.deployVerticle(new KeptStates()).await();
    vertx.deployVerticle(new Echo(ECHO)).await();
    hold(HELD[0]);
    measureEach("warm-up");
    List<Figure> figures = new ArrayList<>();
    for (int count : HELD) {
      hold(count);
      figures.addAll(measureEach(String.format(Locale.ROOT, ", %,d held", count)));
    }
    return withGrowth(figures);
  }

  private List<Figure> measureEach(String held) throws Exception {
    List<Figure> figures = new ArrayList<>();
    for (Work work : works) {
      Rounds<Double> rounds =
          Rounds.of(() -> work.nanos(vertx, work.address), () -> work.nanos(vertx, work.floor));
      figures.add(rounds.figure(work.name + held, "ns", "-", nanos -> nanos));
    }
    return figures;
  }

  /** Adds how many times as long as with the fewest jobs each of them took. */
  private List<Figure> withGrowth(List<Figure> figures) {
    List<Figure> all = new ArrayList<>(figures);
    for (int i = 0; i < figures.size(); i++) {
      Figure first = figures.get(i % works.size());
      Figure now = figures.get(i);
      double growth = now.value() / first.value();
      double floor = now.floor() / first.floor();
      all.add(
          new Figure(
              now.work() + ", growth", growth, "", floor, growth / floor, "value at most 1.5"));
    }
    return all;
  }

  /** All held jobs run. Their ids are chosen here, as nobody looks at the answers to a create. */
  private void hold(int count) throws Exception {
    int first = held;
    if (count > first) {
      BusLoad.rate(vertx, "jobs.create", count - first, i -> create(id(first + i)));
      BusLoad.rate(vertx, "jobs.update", count - first, i -> add(id(first + i)));
      BusLoad.rate(vertx, UPDATE, count - first, i -> add(id(first + i)));
    }
    held = count;
    for (int i = 0; i < busy.length; i++) {
      busy[i] = any();
    }
  }

  private String any() {
    return id(random.nextInt(held));
  }

  private static String id(int number) {
    return "import_" + HexFormat.of().toHexDigits(number);
  }

  private static JsonObject create(String id) {
    return new JsonObject().put("type", "import").put("task_id", id);
  }

  private JsonObject addToBusy(int request) {
    return add(busy[request % busy.length]);
  }

  private static JsonObject add(String id) {
    return new JsonObject().put("task_id", id).put("add", 1);
  }

  private static JsonObject get(String id) {
    return new JsonObject().put("task_id", id);
  }

  private static JsonObject page() {
    return new JsonObject().put("page_size", 100);
  }
}
