package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The program as a process of its own, from the classes under test, so that it needs no jar. What
 * it says goes into files; every wait has a deadline.
 */
final class ProgramProcess implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 60;
  private static final Pattern READY =
      Pattern.compile("job tracker ready on http://127\\.0\\.0\\.1:(\\d+)\n");

  private final Process process;
  private final Path out;
  private final Path err;

  private ProgramProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts the program with these variables and this command line; what it says goes here. */
  static ProgramProcess start(Path folder, Map<String, String> variables, String... line)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A short life: what costs time at the start and pays off later is left out.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    command.addAll(List.of("-cp", classPath()));
    command.add("dev.jobtracker.Main");
    command.addAll(List.of(line));
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("JOB_TRACKER_"));
    builder.environment().putAll(variables);
    // Java itself would say on standard error that it picked these up.
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    return new ProgramProcess(process, out, err);
  }

  /** That of this test without the classes of tests, whose log is not the program's. */
  private static String classPath() {
    String own = System.getProperty("java.class.path");
    return Stream.of(System.getProperty("surefire.test.class.path", own).split(File.pathSeparator))
        .filter(entry -> !Path.of(entry).endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Waits for the ready line, which must be all that was said, and returns the port in it. */
  int port() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!out().endsWith("\n") && !process.waitFor(20, TimeUnit.MILLISECONDS)) {
      assertThat(System.nanoTime()).as("it gets ready").isLessThan(end);
    }
    Matcher ready = READY.matcher(out());
    assertThat(ready.matches()).as(out() + err()).isTrue();
    return Integer.parseInt(ready.group(1));
  }

  /** Sends a signal, such as {@code TERM}. */
  void signal(String name) throws IOException, InterruptedException {
    String pid = String.valueOf(process.pid());
    Process kill = new ProcessBuilder("kill", "-" + name, pid).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  /** Returns whether whoever started the tests has made all below it deaf to SIGINT. */
  boolean ignoresInterrupt() throws IOException {
    Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
    if (!Files.exists(status)) {
      return false;
    }
    String line =
        Files.readAllLines(status).stream().filter(l -> l.startsWith("SigIgn:")).findFirst().get();
    return (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0;
  }

  /** Waits for the end and returns the exit code. */
  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
    return process.exitValue();
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
