package dev.jobtracker.process;

import static dev.jobtracker.Eventually.eventually;
import static java.util.concurrent.CompletableFuture.delayedExecutor;
import static java.util.concurrent.CompletableFuture.runAsync;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.hostile.RawConnection;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract, section 3: a pause of the process is nobody's silence. */
class PauseTest {
  private static final int PAUSE_SECONDS = 9;

  @TempDir Path folder;

  @Test
  void pause_longer_than_lost_after_loses_no_job_and_what_waits_is_read_first() throws Exception {
    try (ProgramProcess program = ProgramProcess.in(folder).conf(new JsonObject()).start();
        RawConnection client = new RawConnection(program.port())) {
      for (String id : new String[] {"scan_reported", "scan_silent-1"}) {
        JsonObject job = JsonObject.of("type", "scan", "task_id", id, "lost_after", 6);
        client.send(request("POST", "/api/jobs", job.put("heartbeat_timeout", 5).encode()));
        assertThat(client.answer(false).status()).isEqualTo(201);
      }
      program.process().freeze();
      client.send(request("PATCH", "/api/jobs/scan_reported", "{\"progress\":0.5}"));
      runAsync(() -> {}, delayedExecutor(PAUSE_SECONDS, TimeUnit.SECONDS)).get();
      program.process().thaw();
      RawConnection.Answer told = client.answer(false);
      assertThat(told.status()).as(told.body()).isEqualTo(200);
      assertThat(new JsonObject(told.body()).getString("status")).isEqualTo("running");
      assertThat(get(client, "scan_silent-1").getString("status")).isEqualTo("pending");
      eventually(
          () ->
              assertThat(get(client, "scan_silent-1").getString("error"))
                  .isEqualTo("lost: no update for 6s"));
    }
  }

  private static JsonObject get(RawConnection client, String id) {
    try {
      client.send("GET /api/jobs/" + id + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      return new JsonObject(client.answer(false).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String request(String method, String path, String body) {
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }
}
