package dev.jobtracker.process;

import dev.jobtracker.clients.Language;
import dev.jobtracker.readme.Guide;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One of the program's commands as a process of its own, from the classes under test. */
final class ShellCommand {
  private final ProcessBuilder builder = new ProcessBuilder();
  private final List<String> before = new ArrayList<>();
  private final Path folder;

  private ShellCommand(Path folder) {
    this.folder = folder;
    builder.environment().keySet().removeIf(name -> name.startsWith("JOB_TRACKER_"));
  }

  /** Its words go into files in this folder. */
  static ShellCommand in(Path folder) {
    return new ShellCommand(folder);
  }

  /** Talks to the server of this port on this machine. */
  ShellCommand to(int port) {
    return variable("JOB_TRACKER_URL", "http://127.0.0.1:" + port);
  }

  ShellCommand variable(String name, String value) {
    builder.environment().put(name, value);
    return this;
  }

  ShellCommand input(Path file) {
    builder.redirectInput(file.toFile());
    return this;
  }

  /** Gives the program's own command line to this command as its words. */
  ShellCommand behind(String... command) {
    before.addAll(List.of(command));
    return this;
  }

  /** In a terminal of its own with so many columns. */
  ShellCommand terminal(int columns) {
    Language.PYTHON.assumeHere();
    Path script = Guide.BASE.resolve("src/test/resources/terminal.py");
    before.addAll(List.of("python3", script.toAbsolutePath().toString(), String.valueOf(columns)));
    variable("TERM", "xterm");
    builder.environment().keySet().removeAll(List.of("NO_COLOR", "COLUMNS"));
    return this;
  }

  ChildProcess start(String... words) {
    List<String> line = new ArrayList<>(before);
    line.add(JavaHome.OWN.java());
    // A short life: what costs time at the start and pays off later is left out.
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    // As the manifest of the program's jar allows it.
    line.add("--enable-native-access=ALL-UNNAMED");
    line.addAll(List.of("-cp", JavaHome.classPath(entry -> !entry.endsWith("test-classes"))));
    line.add("dev.jobtracker.Main");
    line.addAll(Arrays.asList(words));
    return ChildProcess.start(folder, builder.command(line));
  }
}
