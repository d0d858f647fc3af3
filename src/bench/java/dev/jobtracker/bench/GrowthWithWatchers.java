package dev.jobtracker.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the cost of an event grows with the watchers. */
final class GrowthWithWatchers {
  private static final int[] WATCHERS = {20, 200, 2_000, 10_000};
  private static final int WATCHERS_OF_EACH = 20;
  private static final int PACE = 5;

  private GrowthWithWatchers() {}

  /** Holds each number of them against the bare broadcast. */
  static List<Figure> measure() throws Exception {
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
