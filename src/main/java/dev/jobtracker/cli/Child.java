package dev.jobtracker.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The command at work: its streams are passed on, its signals are handed to it. */
final class Child {
  private static final long TERM_SECONDS = 10;

  /** An output of so many bytes in a round is a flood; for so many rounds at most we wait. */
  private static final long FLOOD_BYTES = 2_000_000;

  private static final long ROUND_MILLIS = 25;
  private static final int ROUNDS = 20;

  /** So many rounds without a flood are calm: a command needs a moment before it writes. */
  private static final int CALM_ROUNDS = 4;

  static final List<String> HANDED_ON = List.of("INT", "TERM", "HUP");

  private final Process process;

  /** Signals go this way, as {@link Process#destroy} closes the streams, with what is in them. */
  private final ProcessHandle handle;

  private final Pump out;
  private final Pump err;
  private final OutputLines outputLines;
  private final OutputLines errorLines;

  private Child(
      Process process, OutputLines outputLines, OutputLines errorLines, OutputStream errors) {
    this.process = process;
    this.handle = process.toHandle();
    this.outputLines = outputLines;
    this.errorLines = errorLines;
    this.out =
        new Pump(
            "out", process.getInputStream(), new FileOutputStream(FileDescriptor.out), outputLines);
    this.err = new Pump("err", process.getErrorStream(), errors, errorLines);
  }

  /**
   * Starts the command; its input is ours.
   *
   * @param errors where its standard error goes
   * @throws IOException where it cannot be started
   */
  static Child start(ProcessBuilder command, OutputLines out, OutputLines err, OutputStream errors)
      throws IOException {
    command.redirectInput(ProcessBuilder.Redirect.INHERIT);
    // A signal that comes before the command is there is kept for it.
    CompletableFuture<Child> started = new CompletableFuture<>();
    HANDED_ON.forEach(
        name -> Signals.handle(name, now -> started.thenAccept(child -> child.signal(name))));
    Child child = new Child(command.start(), out, err, errors);
    started.complete(child);
    letGoOfInput();
    return child;
  }

  /** Who writes to the command must hear of it when the command reads no more. */
  private static void letGoOfInput() throws IOException {
    new FileInputStream(FileDescriptor.in).close();
  }

  /**
   * Returns when the outputs are no flood, after a tenth of a second, or half of one at most. What
   * tells the job takes much of the processor until it runs, and would halve what goes through.
   */
  void awaitCalm() {
    try {
      int calm = 0;
      for (int i = 0; i < ROUNDS && calm < CALM_ROUNDS; i++) {
        long passed = out.passed() + err.passed();
        if (process.waitFor(ROUND_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
        boolean flood = out.passed() + err.passed() - passed >= FLOOD_BYTES;
        calm = flood ? 0 : calm + 1;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** In a terminal Ctrl-C reaches the command by itself, as it is of the same group. */
  private void signal(String name) {
    boolean fromTerminal = name.equals("INT") && Terminal.isForeground();
    if (!fromTerminal) {
      send(name);
    }
  }

  private void send(String name) {
    if (name.equals("TERM")) {
      handle.destroy();
      return;
    }
    try {
      String pid = String.valueOf(process.pid());
      new ProcessBuilder("sh", "-c", "kill -s \"$1\" \"$2\"", "sh", name, pid).start();
    } catch (IOException noShell) {
      handle.destroy();
    }
  }

  /** Asks the command to end, and after ten seconds no longer asks. */
  void stop() {
    handle.destroy();
    CompletableFuture.delayedExecutor(TERM_SECONDS, TimeUnit.SECONDS)
        .execute(handle::destroyForcibly);
  }

  /** Waits for the end and for all output; returns the exit code, 128 + signal for a signal. */
  int await() throws InterruptedException {
    int code = process.waitFor();
    out.finish();
    err.finish();
    return code;
  }

  /** Looks at all that waits, and returns the last lines of standard error, after the end. */
  String lastErrors() throws InterruptedException {
    outputLines.tail();
    return errorLines.tail();
  }
}
