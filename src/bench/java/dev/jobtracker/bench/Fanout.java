package dev.jobtracker.bench;

import dev.jobtracker.process.PostgresServer;
import java.util.ArrayList;
import java.util.List;

/**
 * Many WebSockets, each of which watches one job, against a bare broadcast of frames of the same
 * size to the same groups of sockets. Each job has a worker on a WebSocket of its own, which sends
 * updates that want no answer; the floor gets the same ones and does not look into them.
 */
final class Fanout {
  private static final int JOBS = 50;
  private static final int WATCHERS = 1_000;
  private static final double WARM_UP = 10;
  private static final int COLD_PACE = 50;
  private static final double SECONDS =
      Double.parseDouble(System.getProperty("bench.fanout.seconds", "10"));

  private Fanout() {}

  /** A thousand sockets and fifty jobs. */
  static List<Figure> spread() throws Exception {
    List<Figure> figures = new ArrayList<>();
    try (ServerProcess tracker = ServerProcess.tracker();
        ServerProcess floor = ServerProcess.floor(HttpWork.runningJob(tracker))) {
      List<String> ids = jobs(tracker, JOBS);
      Crowd ours = new Crowd(tracker, ids, WATCHERS / JOBS);
      Crowd bare = new Crowd(floor, ids, WATCHERS / JOBS);
      for (int pace : new int[] {10, 50}) {
        figures.addAll(figures("fan-out, " + pace * WATCHERS / 1000 + " k/s", ours, bare, pace));
      }
      ours.close();
      bare.close();
    }
    return figures;
  }

  /** The same at the higher pace in the first seconds of a new process, compiler and all. */
  static List<Figure> cold() throws Exception {
    String job;
    List<String> ids;
    try (ServerProcess any = ServerProcess.tracker()) {
      job = HttpWork.runningJob(any);
      ids = jobs(any, JOBS);
    }
    Rounds<FanoutStart> rounds =
        Rounds.of(
            () -> {
              ServerProcess tracker = ServerProcess.tracker();
              return first(tracker, jobs(tracker, JOBS));
            },
            () -> first(ServerProcess.floor(job), ids));
    return FanoutStart.figures(rounds, "fan-out, 50 k/s", COLD_PACE * WATCHERS);
  }

  private static FanoutStart first(ServerProcess server, List<String> ids) throws Exception {
    try (server) {
      Crowd crowd = new Crowd(server, ids, WATCHERS / JOBS);
      FanoutStart start = FanoutStart.of(crowd, COLD_PACE);
      crowd.close();
      return start;
    }
  }

  /** A thousand sockets that watch the same job, which is updated at different speeds. */
  static List<Figure> hot() throws Exception {
    List<Figure> figures = new ArrayList<>();
    try (ServerProcess tracker = ServerProcess.tracker()) {
      Crowd crowd = new Crowd(tracker, jobs(tracker, 1), WATCHERS);
      for (int pace : new int[] {20, 50, 100, 1_000, 10_000}) {
        crowd.work(pace, WARM_UP);
        FanoutSample sample = crowd.work(pace, SECONDS);
        String work = "one hot job, " + pace + " updates/s, " + WATCHERS + " sockets, ";
        figures.add(Figure.of(work + "server CPU", sample.serverCpu(), "cores", "by pace only"));
        figures.add(Figure.of(work + "delivered", sample.rate(), "/s", "-"));
        figures.add(Figure.of(work + "CPU each", sample.cpu(), "us", "-"));
        figures.add(Figure.of(work + "p99", sample.p99(), "ms", "-"));
      }
      crowd.close();
    }
    return figures;
  }

  /**
   * The same at a node that stands by, held against the active one: there the workers are, whose
   * updates it takes beside.
   */
  static List<Figure> atStandby() throws Exception {
    List<Figure> figures = new ArrayList<>();
    try (PostgresServer postgres = PostgresServer.start();
        ServerProcess active = ServerProcess.node(postgres, "fanout");
        ServerProcess standby = ServerProcess.node(postgres, "fanout")) {
      List<String> ids = jobs(active, JOBS);
      Crowd there = new Crowd(standby, active, ids, WATCHERS / JOBS);
      Crowd here = new Crowd(active, ids, WATCHERS / JOBS);
      for (int pace : new int[] {10, 50}) {
        String work = "fan-out at a standby, " + pace * WATCHERS / 1000 + " k/s";
        Rounds<FanoutSample> rounds =
            Rounds.of(() -> there.work(pace, SECONDS), () -> here.work(pace, SECONDS));
        double lost = rounds.values().stream().mapToInt(FanoutSample::lost).sum();
        figures.add(rounds.figure(work + ", delivered", "/s", "-", FanoutSample::rate));
        figures.add(Figure.of(work + ", sockets that lost the last state", lost, "", "0"));
        figures.add(rounds.figure(work + ", p50", "ms", "-", FanoutSample::p50));
        figures.add(rounds.figure(work + ", p99", "ms", "-", FanoutSample::p99));
        figures.add(
            rounds.figure(work + ", its CPU each", "us", "ratio at most 1.20", FanoutSample::cpu));
      }
      there.close();
      here.close();
    }
    return figures;
  }

  private static List<Figure> figures(String work, Crowd ours, Crowd bare, int pace)
      throws Exception {
    Rounds<FanoutSample> rounds =
        Rounds.of(() -> ours.work(pace, SECONDS), () -> bare.work(pace, SECONDS));
    double overtaken = rounds.values().stream().mapToDouble(FanoutSample::overtaken).sum();
    double lost = rounds.values().stream().mapToInt(FanoutSample::lost).sum();
    return List.of(
        rounds.figure(work + ", delivered", "/s", "-", FanoutSample::rate),
        Figure.of(work + ", sockets that lost the last state, in all rounds", lost, "", "0"),
        Figure.of(work + ", overtaken in all rounds", overtaken, "", "0"),
        rounds.figure(work + ", p50", "ms", "at most 0.6", FanoutSample::p50),
        rounds.figure(work + ", p99", "ms", "at most 20", FanoutSample::p99),
        rounds.figure(work + ", server CPU each", "us", "ratio at most 1.15", FanoutSample::cpu));
  }

  /** Creates jobs that run, and returns their ids. */
  static List<String> jobs(ServerProcess server, int count) throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(Text.value(HttpWork.runningJob(server), "task_id"));
    }
    return ids;
  }
}
