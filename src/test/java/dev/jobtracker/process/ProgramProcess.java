package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program as a process of its own, from the classes under test, so that it needs no jar. To
 * start one: {@code ProgramProcess.in(folder).conf(…).start()}.
 */
public final class ProgramProcess implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("job tracker ready on http://127\\.0\\.0\\.1:(\\d+)\n");

  private final ChildProcess process;

  private ProgramProcess(ChildProcess process) {
    this.process = process;
  }

  /** Starts the program with these variables and this command line; what it says goes here. */
  static ProgramProcess start(Path folder, Map<String, String> variables, String... line) {
    Launch launch = in(folder);
    variables.forEach(launch::variable);
    return launch.start(line);
  }

  /** Returns how to start a program that has its configuration and its words in this folder. */
  public static Launch in(Path folder) {
    return new Launch(folder);
  }

  /** How a program is started. */
  public static final class Launch {
    private final Path folder;
    private final List<String> options = new ArrayList<>();
    private final List<String> line = new ArrayList<>();
    private final ProcessBuilder builder = new ProcessBuilder();
    private JavaHome home = JavaHome.OWN;
    private String main = "dev.jobtracker.Main";

    // Without the classes of tests, whose log is not the program's.
    private String classPath = JavaHome.classPath(entry -> !entry.endsWith("test-classes"));

    private Launch(Path folder) {
      this.folder = folder;
      builder.environment().keySet().removeIf(name -> name.startsWith("JOB_TRACKER_"));
      // A short life: what costs time at the start and pays off later is left out.
      options.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
      // As the jar's manifest does.
      options.add("--enable-native-access=ALL-UNNAMED");
    }

    /** Gives it this configuration document; a port that is not given is a free one. */
    public Launch conf(JsonObject document) throws IOException {
      JsonObject conf = document.copy();
      JsonObject http = conf.getJsonObject("http", new JsonObject());
      conf.put("http", http.put("port", http.getInteger("port", 0)));
      Path file = Files.createTempFile(folder, "conf", ".json");
      line.addAll(List.of("--conf", Files.writeString(file, conf.encode()).toString()));
      return this;
    }

    /** Gives it this variable of the environment. */
    public Launch variable(String name, String value) {
      builder.environment().put(name, value);
      return this;
    }

    /** Gives the virtual machine this option. */
    public Launch option(String option) {
      options.add(option);
      return this;
    }

    /** Runs it on this Java. */
    public Launch on(JavaHome java) {
      home = java;
      return this;
    }

    /** Runs this class of the tests, and no other one of them, in place of the program's. */
    public Launch main(Class<?> other) throws IOException {
      main = other.getName();
      classPath = JavaHome.classPath(folder, other, entry -> !entry.endsWith("test-classes"));
      return this;
    }

    /** Starts it with more on its command line. */
    public ProgramProcess start(String... more) {
      List<String> command = new ArrayList<>(List.of(home.java()));
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
      command.addAll(options);
      command.addAll(List.of("-cp", classPath, main));
      command.addAll(line);
      command.addAll(List.of(more));
      return new ProgramProcess(ChildProcess.start(folder, builder.command(command)));
    }
  }

  /** Waits for the ready line, which must be all that was said, and returns the port in it. */
  public int port() throws InterruptedException {
    process.await("ready", () -> out().endsWith("\n"));
    Matcher ready = READY.matcher(out());
    assertThat(ready.matches()).as(out() + err()).isTrue();
    return Integer.parseInt(ready.group(1));
  }

  /** Returns the process, to freeze, thaw or kill it. */
  public ChildProcess process() {
    return process;
  }

  /** Sends a signal, such as {@code TERM}. */
  public void signal(String name) throws IOException, InterruptedException {
    process.signal(name);
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

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for the end and returns the exit code. */
  public int exitCode() throws InterruptedException {
    return process.exitCode();
  }

  public String out() {
    return process.out();
  }

  public String err() {
    return process.err();
  }

  @Override
  public void close() {
    process.close();
  }
}
