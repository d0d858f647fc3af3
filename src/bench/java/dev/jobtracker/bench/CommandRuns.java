package dev.jobtracker.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What {@code run} costs the command in it: its start, and the way of its output. */
final class CommandRuns {
  private static final int MEGABYTES = 100;
  private static final Path FOLDER = Path.of("target", "bench");
  private static final Path BYTES = FOLDER.resolve("bytes");
  private static final Path COPY = FOLDER.resolve("copy");
  private static final Path ARCHIVE = FOLDER.resolve("run.jsa");

  /** Writes it all and says how many nanoseconds that took, by its own clock. */
  private static final String WRITER =
      "a=$(date +%s%N); cat " + BYTES + "; b=$(date +%s%N); echo $((b - a)) >&2";

  private final ServerProcess tracker;

  private CommandRuns(ServerProcess tracker) {
    this.tracker = tracker;
  }

  static List<Figure> measure() throws Exception {
    Files.createDirectories(FOLDER);
    byte[] bytes = new byte[MEGABYTES * 1_000_000];
    new Random(7).nextBytes(bytes);
    Files.write(BYTES, bytes);
    // One of an older jar would not be taken.
    Files.deleteIfExists(ARCHIVE);
    try (ServerProcess tracker = ServerProcess.tracker()) {
      return new CommandRuns(tracker).figures();
    } finally {
      Files.deleteIfExists(BYTES);
      Files.deleteIfExists(COPY);
    }
  }

  private List<Figure> figures() throws Exception {
    String work = "run around " + MEGABYTES + " MB into ";
    String sink = " | cat > /dev/null";
    List<String> writer = List.of("sh", "-c", WRITER);
    List<String> run = words("-Xshare:auto", "sh", "-c", WRITER);
    Rounds<Double> pipe = Rounds.of(() -> java(run, sink), () -> cat(sink));
    Rounds<Double> pump =
        Rounds.of(() -> java(run, sink), () -> java(bare(BarePump.class, writer), sink));
    Rounds<Double> file = Rounds.of(() -> java(run, " > " + COPY), () -> cat(" > " + COPY));
    builder(words("-XX:ArchiveClassesAtExit=" + ARCHIVE, "true")).start().waitFor();
    return List.of(
        pipe.figure(work + "a pipe, floor = cat", "MB/s", "ratio at least 0.90", rate -> rate),
        pump.figure("the same, floor = a bare pump in Java", "MB/s", "", rate -> rate),
        file.figure(work + "a file, floor = cat", "MB/s", "ratio at least 0.90", rate -> rate),
        start("run to the start of its command", "-Xshare:auto"),
        start("the same from a class-data archive", "-XX:SharedArchiveFile=" + ARCHIVE));
  }

  private double java(List<String> words, String sink) throws IOException {
    return rate(shell("\"$@\"" + sink, words));
  }

  /** One more program in the pipe is what {@code run} is, so that is what it is held against. */
  private double cat(String sink) throws IOException {
    return rate(shell("{ " + WRITER + "; } | cat" + sink, List.of()));
  }

  private Figure start(String work, String flag) throws Exception {
    Rounds<Double> rounds =
        Rounds.of(
            () -> firstByte(builder(words(flag, "echo"))),
            () -> firstByte(builder(bare(BareStart.class, List.of()))));
    double[] more = new double[rounds.values().size()];
    Arrays.setAll(more, i -> rounds.values().get(i) - rounds.floors().get(i));
    return Figure.of(
        work + ", over the bare VM", Rounds.median(more), "ms", "at most 150 over the bare VM");
  }

  private static List<String> words(String flag, String... command) {
    List<String> words =
        new ArrayList<>(List.of(java(), flag, "-jar", "target/job-tracker.jar", "run", "--"));
    words.addAll(List.of(command));
    return words;
  }

  private static List<String> bare(Class<?> main, List<String> command) {
    List<String> words =
        new ArrayList<>(List.of(java(), "-cp", "target/test-classes", main.getName()));
    words.addAll(command);
    return words;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private Process shell(String script, List<String> words) throws IOException {
    List<String> line = new ArrayList<>(List.of("sh", "-c", script, "sh"));
    line.addAll(words);
    return builder(line).redirectError(ProcessBuilder.Redirect.PIPE).start();
  }

  private ProcessBuilder builder(List<String> words) {
    ProcessBuilder builder = new ProcessBuilder(words);
    int port = tracker.address().getPort();
    builder.environment().put("JOB_TRACKER_URL", "http://127.0.0.1:" + port);
    builder.redirectInput(new File("/dev/null"));
    return builder.redirectError(ProcessBuilder.Redirect.DISCARD);
  }

  private static double rate(Process process) throws IOException {
    try (InputStream said = process.getErrorStream()) {
      String nanos = new String(said.readAllBytes(), StandardCharsets.US_ASCII).strip();
      return MEGABYTES * 1e9 / Long.parseLong(nanos);
    }
  }

  /** Returns the milliseconds from its start to its first byte. */
  private static double firstByte(ProcessBuilder builder) throws Exception {
    long begin = System.nanoTime();
    Process process = builder.start();
    try (InputStream said = process.getInputStream()) {
      said.read();
      double millis = (System.nanoTime() - begin) / 1e6;
      process.waitFor();
      return millis;
    }
  }
}
