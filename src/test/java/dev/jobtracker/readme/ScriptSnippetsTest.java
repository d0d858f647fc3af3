package dev.jobtracker.readme;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.jobtracker.clients.Language;
import dev.jobtracker.process.ChildProcess;
import dev.jobtracker.readme.Guide.Snippet;
import dev.jobtracker.web.Server;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the scripts of the README and of the guide against a real server. */
class ScriptSnippetsTest {
  private static final Path CLIENTS = Guide.BASE.resolve("src/main/resources/clients");
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^(?:15 2 \\* \\* \\* |ExecStart=)(/usr/local/bin/tracked.sh .*)$");

  private final Server server = new Server();

  @TempDir Path folder;

  static Iterable<Snippet> shells() {
    return Guide.snippets("shell");
  }

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @MethodSource("shells")
  void shell_does_what_the_page_says(Snippet script) throws Exception {
    assertThat(script.text()).contains("localhost:8080");
    String output = bash(script.text());
    if (script.text().contains("/clients/")) {
      assertThat(Files.list(folder).filter(file -> isClient(file))).hasSize(1);
    } else {
      assertThat(newest().getString("status")).as(output).isEqualTo("completed");
    }
  }

  private static boolean isClient(Path file) {
    Path original = CLIENTS.resolve(file.getFileName().toString());
    return Files.exists(original) && Guide.text(original).equals(Guide.text(file));
  }

  @Test
  void stream_and_poll_end_on_the_newest_state() throws Exception {
    Snippet script =
        Guide.snippets("shell").stream()
            .filter(snippet -> snippet.text().contains("/events &"))
            .findFirst()
            .orElseThrow();
    assertThat(bash(script.text()))
        .contains("event: job\ndata: " + newest().encode() + "\n\n")
        .contains("\"revision\":2");
  }

  @Test
  void python_reports_its_jobs() throws Exception {
    Language.PYTHON.assumeHere();
    Files.copy(CLIENTS.resolve("job_tracker.py"), folder.resolve("job_tracker.py"));
    Path script = folder.resolve("work.py");
    Files.writeString(script, Guide.snippet("clients.md", "python"));
    assertThat(run("python3", "-B", script.toString())).isEqualTo("a\nb\nc\n");
    assertImportAndExport();
  }

  @Test
  void node_reports_its_jobs() throws Exception {
    Language.NODE.assumeHere();
    // The other one is run by AccessSnippetsTest.
    assertThat(Guide.snippets("mjs")).hasSize(2);
    Files.copy(CLIENTS.resolve("job-tracker.mjs"), folder.resolve("job-tracker.mjs"));
    Path script = folder.resolve("work.mjs");
    Files.writeString(script, Guide.snippet("clients.md", "mjs"));
    assertThat(run("node", script.toString())).isEqualTo("a\nb\nc\n");
    assertImportAndExport();
  }

  private void assertImportAndExport() {
    JsonObject imported = newest("import");
    assertThat(imported.getString("status")).isEqualTo("completed");
    assertThat(imported.getJsonObject("result")).isEqualTo(JsonObject.of("rows", 900));
    assertThat(imported.getDouble("done")).isEqualTo(900);
    JsonObject exported = newest("export");
    assertThat(exported.getString("status")).isEqualTo("completed");
    assertThat(exported.getDouble("total")).isEqualTo(3);
  }

  @Test
  void command_of_cron_and_systemd_is_a_job_with_the_exit_code_of_the_command() throws Exception {
    install("tracked.sh", Guide.snippet("clients.md", "sh"));
    List<String> commands = commands();
    assertThat(commands).hasSize(2);
    for (String command : commands) {
      install("backup.sh", "#!/bin/sh\nexit 0\n");
      bash(command);
      assertThat(newest("backup").getString("status")).isEqualTo("completed");
      install("backup.sh", "#!/bin/sh\nexit 3\n");
      bash(command + " || [ $? = 3 ]");
      assertThat(newest("backup").getString("status")).isEqualTo("failed");
      assertThat(newest("backup").getString("error")).isEqualTo("exit code 3");
      // Nobody listens at this port, and the command is run all the same.
      bash("JOB_TRACKER_URL=http://127.0.0.1:9 " + command + " || [ $? = 3 ]");
    }
  }

  private List<String> commands() {
    Matcher command = COMMAND.matcher(Guide.text(page("clients.md")));
    return command
        .results()
        .map(found -> found.group(1).replace("/usr/local/bin", folder.toString()))
        .toList();
  }

  private static Path page(String name) {
    return Guide.BASE.resolve("src/site/markdown").resolve(name);
  }

  private void install(String name, String text) throws IOException {
    Path script = Files.writeString(folder.resolve(name), text);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void steps_of_a_build_server_end_the_job_whatever_happens() throws Exception {
    runSteps("success");
    assertThat(newest("build").getString("status")).isEqualTo("completed");
    assertThat(newest("build").getString("title")).isEqualTo("Nightly of main");
    runSteps("failure");
    assertThat(newest("build").getString("status")).isEqualTo("failed");
  }

  /** Does what the build server does: one shell a step, and variables between them in a file. */
  private void runSteps(String status) throws Exception {
    JsonNode document = new YAMLMapper().readTree(Guide.snippet("clients.md", "yaml"));
    Path variables = Files.createTempFile(folder, "variables", ".env");
    String before =
        "set -a; GITHUB_ENV=%s; . $GITHUB_ENV; GITHUB_WORKFLOW=Nightly; GITHUB_REF_NAME=main; "
            .formatted(variables);
    for (JsonNode step : document.get("steps")) {
      String given = step.path("env").path("STATUS").asText();
      bash(
          before
              + "STATUS="
              + given.replace("${{ job.status }}", status)
              + "\n"
              + step.get("run").asText());
    }
  }

  private JsonObject newest() {
    return newest(new JsonObject());
  }

  private JsonObject newest(String type) {
    return newest(JsonObject.of("type", type));
  }

  private JsonObject newest(JsonObject query) {
    JsonObject page = server.bus.call("jobs.list", query);
    return server.bus.get(page.getJsonArray("jobs").getJsonObject(0));
  }

  private String bash(String script) throws Exception {
    String here = script.replace("localhost:8080", "127.0.0.1:" + server.port);
    return run("bash", "-euo", "pipefail", "-c", here);
  }

  private String run(String... command) throws InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("JOB_TRACKER_"));
    environment.put("JOB_TRACKER_URL", "http://127.0.0.1:" + server.port);
    try (ChildProcess process = ChildProcess.start(folder, builder)) {
      assertThat(process.exitCode()).as("%s", process.err()).isZero();
      return process.out();
    }
  }
}
