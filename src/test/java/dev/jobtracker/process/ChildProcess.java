package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A process that a test starts, signals and waits for. What it says goes into files; every wait has
 * a deadline; it never outlives the virtual machine of the tests.
 */
public final class ChildProcess implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 60;

  private final Process process;
  private final Path out;
  private final Path err;
  private final Thread atExit;

  private ChildProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
    this.atExit = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Starts a process, whose words go into new files in this folder. */
  public static ChildProcess start(Path folder, ProcessBuilder builder) {
    try {
      Path out = Files.createTempFile(folder, "out", ".txt");
      Path err = Files.createTempFile(folder, "err", ".txt");
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      // Java itself would say on standard error that it picked these up.
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      return new ChildProcess(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until something is true; fails, with all that was said, when the process ends before. */
  public void await(String what, BooleanSupplier happened) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!happened.getAsBoolean()) {
      boolean ended = process.waitFor(20, TimeUnit.MILLISECONDS);
      if (!happened.getAsBoolean() && (ended || System.nanoTime() > end)) {
        throw new AssertionError(
            "%s: never %s; it said%n%s%s".formatted(ended ? "ended" : "runs", what, out(), err()));
      }
    }
  }

  /**
   * Leaves it to the caller to end the process with the virtual machine, in an order of his own.
   */
  void endedByCallerAtExit() {
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  /** Returns the process, for those who talk to its standard input. */
  public Process process() {
    return process;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Sends a signal, such as {@code TERM}. */
  public void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start();
    assertThat(kill.waitFor()).as("kill -%s", name).isZero();
  }

  /** Stops the process where it stands, until {@link #thaw}; returns when it stands. */
  public void freeze() throws IOException, InterruptedException {
    signal("STOP");
    Path status = Path.of("/proc", String.valueOf(pid()), "stat");
    if (Files.exists(status)) {
      await("stopped", () -> read(status).matches("(?s).*\\) T .*"));
    }
  }

  /** Lets a frozen process go on. */
  public void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  /** Ends the process without a word ({@code SIGKILL}) and waits until it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    exitCode();
  }

  /** Waits for the end and returns the exit code. */
  public int exitCode() throws InterruptedException {
    await("ended", () -> !process.isAlive());
    return process.exitValue();
  }

  /** Returns what it has said on standard output. */
  public String out() {
    return read(out);
  }

  /** Returns the bytes of standard output, which need be no text. */
  public byte[] outBytes() {
    try {
      return Files.readAllBytes(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what it has said on standard error. */
  public String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the process where it still runs; what it held is free when this returns. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      // The hook runs already, and does the same.
    }
  }
}
