package dev.jobtracker.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** From the start of the process to its first answer, and what it holds once it is at rest. */
final class Startup {
  private static final int REST_SECONDS = 2;
  private static final Path ARCHIVE = Path.of("target", "bench", "tracker.jsa");

  private record Sample(double millis, double megabytes) {}

  private Startup() {}

  static List<Figure> measure() throws Exception {
    // One of an older jar would not be taken.
    Files.deleteIfExists(ARCHIVE);
    Rounds<Sample> rounds =
        Rounds.of(
            () -> sample(ServerProcess::tracker, "/health/live"),
            () -> sample(() -> ServerProcess.floor("{}"), "/"));
    Rounds<Sample> archived =
        Rounds.of(
            () -> sample(Startup::fromArchive, "/health/live"),
            () -> sample(ServerProcess::tracker, "/health/live"));
    String goal = "ratio at most 1.25";
    return List.of(
        rounds.figure("start to first answer", "ms", goal, Sample::millis),
        rounds.figure("idle RSS", "MB", goal, Sample::megabytes),
        archived.figure(
            "start from a class-data archive, floor = without", "ms", "-", Sample::millis),
        archived.figure("idle RSS from an archive, floor = without", "MB", "-", Sample::megabytes));
  }

  /** The first start writes the archive when it ends. */
  private static ServerProcess fromArchive() throws IOException {
    if (!Files.exists(ARCHIVE)) {
      ServerProcess.tracker(List.of("-XX:ArchiveClassesAtExit=" + ARCHIVE)).close();
    }
    return ServerProcess.tracker(List.of("-XX:SharedArchiveFile=" + ARCHIVE));
  }

  private static Sample sample(Callable<ServerProcess> start, String path) throws Exception {
    long begin = System.nanoTime();
    try (ServerProcess server = start.call()) {
      String answer = server.statusLine(path);
      double millis = (System.nanoTime() - begin) / 1e6;
      if (!answer.contains(" 200 ")) {
        throw new IOException("the first answer was " + answer);
      }
      TimeUnit.SECONDS.sleep(REST_SECONDS);
      return new Sample(millis, server.residentBytes() / 1e6);
    }
  }
}
