package dev.jobtracker.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import dev.jobtracker.page.InChromium;
import dev.jobtracker.process.ChildProcess;
import dev.jobtracker.web.Server;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clients as the server gives them out. */
class ClientFilesTest {
  private final Server server = new Server();

  @TempDir Path folder;

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void clients_are_served_to_everybody_as_they_are() throws Exception {
    assertServed("job_tracker.py", "text/x-python; charset=utf-8");
    assertServed("job-tracker.mjs", "text/javascript; charset=utf-8");
  }

  private void assertServed(String name, String type) throws Exception {
    Server.Answer answer = server.get("/clients/" + name);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo(type);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(answer.body()).isEqualTo(Files.readString(Language.CLIENTS.resolve(name)));
    String etag = answer.header("ETag");
    assertThat(server.get("/clients/" + name, "If-None-Match", etag).status()).isEqualTo(304);
    assertThat(server.get("/clients/no-such.py").status()).isEqualTo(404);
  }

  @Test
  void python_client_is_python38() throws Exception {
    String script =
        """
        import ast, os
        text = open(os.path.join(os.environ["CLIENTS"], "job_tracker.py")).read()
        ast.parse(text, feature_version=(3, 8))
        """;
    try (ChildProcess process = Language.PYTHON.script(folder, "", script)) {
      assertThat(process.exitCode()).as(process.err()).isZero();
    }
  }

  @Test
  @InChromium
  void java_script_client_reports_from_a_browser(Browser browser) {
    try (Page page = browser.newPage()) {
      page.navigate("http://127.0.0.1:" + server.port + "/health/live");
      Object id =
          page.evaluate(
              """
              async () => {
                const { runJob } = await import('/clients/job-tracker.mjs');
                return await runJob('upload', { total: 2 }, job => {
                  job.add(2);
                  return job.taskId;
                });
              }
              """);
      JsonObject job = server.get("/api/jobs/" + id).json();
      assertThat(job.getString("status")).isEqualTo("completed");
      assertThat(job.getString("result")).isEqualTo(id);
      assertThat(job.getDouble("done")).isEqualTo(2);
    }
  }
}
