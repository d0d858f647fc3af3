package dev.jobtracker.clients;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobtracker.process.ChildProcess;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A language that a client is written in, and the interpreter that the tests run it with. */
public enum Language {
  PYTHON("python3", "py"),
  NODE("node", "mjs");

  /** Where the clients are that the server gives out. */
  static final Path CLIENTS = base().resolve("src/main/resources/clients").toAbsolutePath();

  private final String interpreter;
  private final String suffix;

  Language(String interpreter, String suffix) {
    this.interpreter = interpreter;
    this.suffix = suffix;
  }

  private static Path base() {
    return Path.of(System.getProperty("project.basedir", "."));
  }

  /** Starts the worker that does what it is told. */
  ChildProcess worker(Path folder, String url, JsonObject options) {
    Path script = base().resolve("src/test/resources/clients/worker." + suffix);
    return start(folder, url, List.of(script.toAbsolutePath().toString(), options.encode()));
  }

  /** Starts a script of this language. */
  ChildProcess script(Path folder, String url, String text) throws IOException {
    Path script = Files.createTempFile(folder, "script", "." + suffix);
    return start(folder, url, List.of(Files.writeString(script, text).toString()));
  }

  private ChildProcess start(Path folder, String url, List<String> arguments) {
    assumeHere();
    ProcessBuilder builder = new ProcessBuilder(interpreter);
    builder.command().addAll(arguments);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("JOB_TRACKER_"));
    environment.keySet().removeIf(name -> name.equalsIgnoreCase("http_proxy"));
    environment.put("JOB_TRACKER_URL", url);
    environment.put("CLIENTS", CLIENTS.toString());
    environment.put("PYTHONPATH", CLIENTS.toString());
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    return ChildProcess.start(folder, builder);
  }

  /** Skips a test on a machine without the interpreter, and says so. */
  public void assumeHere() {
    assumeTrue(isHere(), "No " + interpreter + " is on the path, so what needs it was not tested.");
  }

  private boolean isHere() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, interpreter)));
  }
}
