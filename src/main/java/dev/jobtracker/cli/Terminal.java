package dev.jobtracker.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What is known of the terminal, where there is one. */
final class Terminal {
  private static final int DEFAULT_WIDTH = 80;
  private static final int GROUP = 2;
  private static final int FOREGROUND_GROUP = 5;

  private Terminal() {}

  /** Returns whether standard output is a terminal that can draw over a line. */
  static boolean draws(Map<String, String> environment) {
    return isOutput() && !"dumb".equals(environment.get("TERM"));
  }

  private static boolean isOutput() {
    try {
      Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/1"));
      return target.startsWith("/dev/pts") || target.toString().startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException elsewhere) {
      return System.console() != null;
    }
  }

  /** Returns whether this process is of the group to which a terminal sends Ctrl-C. */
  static boolean isForeground() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"));
      // The name of the program stands in brackets, and may hold anything.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return fields[GROUP].equals(fields[FOREGROUND_GROUP]);
    } catch (IOException | RuntimeException elsewhere) {
      return System.console() != null;
    }
  }

  /** Returns how many columns the terminal has now. */
  static int width(Map<String, String> environment) {
    try {
      return Math.max(1, Integer.parseInt(environment.getOrDefault("COLUMNS", "")));
    } catch (NumberFormatException unset) {
      return asked();
    }
  }

  private static int asked() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size").redirectInput(Path.of("/dev/tty").toFile()).start();
      boolean ended = stty.waitFor(1, TimeUnit.SECONDS);
      String size =
          new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      int width = ended ? Integer.parseInt(size.substring(size.indexOf(' ') + 1)) : 0;
      return width > 0 ? width : DEFAULT_WIDTH;
    } catch (IOException | NumberFormatException unknown) {
      return DEFAULT_WIDTH;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return DEFAULT_WIDTH;
    }
  }
}
