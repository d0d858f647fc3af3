package dev.jobtracker.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.process.ChildProcess;
import dev.jobtracker.web.Server;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code track} of the clients: a loop and its job, however the loop ends. */
class TrackedRowsTest {
  private static final String NODE =
      """
      import { pathToFileURL } from 'node:url';
      const { track } = await import(pathToFileURL(process.env.CLIENTS + '/job-tracker.mjs'));
      """;

  private final Server server = new Server();

  @TempDir Path folder;

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void python_loop_completes_its_job() throws Exception {
    JsonObject job =
        run(
            Language.PYTHON,
            0,
            """
            from job_tracker import track
            for row in track([1, 2, 3], "loop", title="Rows"):
                pass
            """);
    assertThat(job.getString("status")).isEqualTo("completed");
    assertThat(job.getDouble("total")).isEqualTo(3);
    assertThat(job.getDouble("done")).isEqualTo(3);
    assertThat(job.getString("title")).isEqualTo("Rows");
  }

  @Test
  void python_loop_that_is_left_fails_its_job() throws Exception {
    JsonObject job =
        run(
            Language.PYTHON,
            0,
            """
            from job_tracker import track
            for row in track(iter("abcd"), "loop"):
                if row == "c":
                    break
            """);
    assertThat(job.getString("status")).isEqualTo("failed");
    assertThat(job.getString("error")).isEqualTo("the loop ended early, at row 3");
  }

  @Test
  void python_loop_that_fails_fails_its_job() throws Exception {
    JsonObject job =
        run(
            Language.PYTHON,
            1,
            """
            from job_tracker import track
            for row in track([4, 0], "loop"):
                8 // row
            """);
    assertThat(job.getString("status")).isEqualTo("failed");
    assertThat(job.getString("error")).isEqualTo("the loop ended early, at row 2");
    assertThat(job.getDouble("done")).isEqualTo(1);
  }

  @Test
  void python_that_exits_ends_its_job_with_its_code() throws Exception {
    String script =
        """
        import sys
        from job_tracker import Job
        with Job("loop"):
            sys.exit(%s)
        """;
    JsonObject good = run(Language.PYTHON, 0, script.formatted("0"));
    assertThat(good.getString("status")).isEqualTo("completed");
    JsonObject bad = run(Language.PYTHON, 3, script.formatted("3"));
    assertThat(bad.getString("error")).isEqualTo("SystemExit: 3");
  }

  @Test
  void node_loop_completes_its_job() throws Exception {
    JsonObject job = run(Language.NODE, 0, NODE + "for await (const r of track([1, 2], 'loop'));");
    assertThat(job.getString("status")).isEqualTo("completed");
    assertThat(job.getDouble("total")).isEqualTo(2);
    assertThat(job.getDouble("done")).isEqualTo(2);
  }

  @Test
  void node_loop_that_is_left_fails_its_job() throws Exception {
    String loop = "for await (const row of track('abcd', 'loop')) if (row === 'c') break;";
    JsonObject job = run(Language.NODE, 0, NODE + loop);
    assertThat(job.getString("status")).isEqualTo("failed");
    assertThat(job.getString("error")).isEqualTo("the loop ended early, at row 3");
  }

  @Test
  void result_of_nodes_work_is_the_result_of_the_job() throws Exception {
    String script =
        NODE.replace("{ track }", "{ runJob }") + "await runJob('loop', {}, () => [1, 2]);";
    JsonObject job = run(Language.NODE, 0, script);
    assertThat(job.getJsonArray("result").encode()).isEqualTo("[1,2]");
  }

  private JsonObject run(Language language, int exitCode, String script) throws Exception {
    String url = "http://127.0.0.1:" + server.port;
    try (ChildProcess process = language.script(folder, url, script)) {
      assertThat(process.exitCode()).as(process.err()).isEqualTo(exitCode);
    }
    JsonObject page = server.bus.call("jobs.list", new JsonObject());
    return server.bus.get(page.getJsonArray("jobs").getJsonObject(0));
  }
}
