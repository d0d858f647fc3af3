package dev.jobtracker.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.readme.Guide.Snippet;
import dev.jobtracker.web.Server;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the shell and the Python of the README and of the guide against a real server. */
class ScriptSnippetsTest {
  private final Server server = new Server();

  static Iterable<Snippet> scripts() {
    return Guide.snippets("shell");
  }

  static Iterable<Snippet> pythons() {
    return Guide.snippets("python");
  }

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void shell_reportsAJobToItsEnd(Snippet script) throws Exception {
    String output = run("bash", "-euo", "pipefail", "-c", here(script));
    assertThat(newest().getString("status")).as(output).isEqualTo("completed");
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void python_reportsAJobToItsEnd(Snippet script) throws Exception {
    String output = run("python3", "-c", here(script));
    assertThat(newest().getString("status")).as(output).isEqualTo("completed");
  }

  @Test
  void streamAndPoll_endOnTheNewestState() throws Exception {
    Snippet script =
        Guide.snippets("shell").stream()
            .filter(snippet -> snippet.text().contains("/events &"))
            .findFirst()
            .orElseThrow();
    String output = run("bash", "-euo", "pipefail", "-c", here(script));
    assertThat(output)
        .contains("event: job\ndata: " + newest().encode() + "\n\n")
        .contains("\"revision\":2");
  }

  private JsonObject newest() {
    JsonObject page = server.bus.call("jobs.list", new JsonObject());
    return server.bus.get(page.getJsonArray("jobs").getJsonObject(0));
  }

  private String here(Snippet script) {
    assertThat(script.text()).contains("localhost:8080");
    return script.text().replace("localhost:8080", "127.0.0.1:" + server.port);
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
