package dev.jobtracker.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Mixed HTTP for many minutes at half of what the server can do, to see whether memory stays where
 * it is and answers stay as fast. The server keeps few jobs, so that it forgets as many as come.
 * Any answer but a good one ends the run.
 */
final class Soak {
  private static final int CONNECTIONS = 64;
  private static final int MINUTES = Integer.getInteger("bench.soak.minutes", 10);
  private static final double WARM_UP_SECONDS = 20;
  private static final double MINUTE_SECONDS = 60;

  /** Few enough to be full before the first look. */
  private static final int KEPT_JOBS = 10_000;

  private Soak() {}

  static List<Figure> measure() throws Exception {
    List<Figure> figures = new ArrayList<>();
    try (ServerProcess server = ServerProcess.keeping(KEPT_JOBS)) {
      HttpLoad full = HttpLoad.closed(server, MixedScript::new);
      full.run(CONNECTIONS, WARM_UP_SECONDS);
      double rate = full.run(CONNECTIONS, Rounds.SECONDS).rate() / 2;
      HttpLoad half = HttpLoad.paced(server, MixedScript::new, rate);
      figures.add(Figure.of("soak, half of what is possible", rate, "/s", "no error"));
      for (int minute = 1; minute <= MINUTES; minute++) {
        HttpSample sample = half.run(CONNECTIONS, MINUTE_SECONDS);
        String work = "soak, minute " + minute + ", ";
        figures.add(Figure.of(work + "rate", sample.rate(), "/s", "steady"));
        figures.add(Figure.of(work + "p99", sample.p99() / 1e3, "ms", "steady"));
        figures.add(Figure.of(work + "live heap", server.liveBytes() / 1e6, "MB", "steady"));
        figures.add(Figure.of(work + "RSS", server.residentBytes() / 1e6, "MB", "steady"));
      }
    }
    return figures;
  }
}
