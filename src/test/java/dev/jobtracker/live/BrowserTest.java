package dev.jobtracker.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import dev.jobtracker.page.InChromium;
import dev.jobtracker.web.Server;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The browser's own {@code EventSource} and {@code WebSocket} work as they are. */
@InChromium
class BrowserTest {
  private static final String FOLLOW =
      """
      source = new EventSource('%s');
      for (const type of ['job', 'removed']) {
        source.addEventListener(type, event => heard.push(JSON.parse(event.data)));
      }
      """;

  private final Server server = new Server();

  @AfterEach
  void close() {
    server.close();
  }

  private static JsonObject id(JsonObject job) {
    return new JsonObject().put("task_id", job.getString("task_id"));
  }

  @Test
  void event_source_follows_a_job_to_its_end_and_then_stays_closed(Browser browser) {
    JsonObject job = server.bus.create("import");
    try (Script script = new Script(browser, server)) {
      script.run(FOLLOW.formatted(Server.path(job) + "/events"));
      assertThat(script.heard(1).getJsonObject(0)).isEqualTo(job);
      JsonObject running = server.bus.update(job, new JsonObject().put("progress", 0.5));
      assertThat(script.heard(2).getJsonObject(1)).isEqualTo(running);
      JsonObject done = server.bus.update(job, new JsonObject().put("status", "completed"));
      // It comes back by itself with the last id, and is told not to.
      script.await("source.readyState === EventSource.CLOSED");
      assertThat(script.heard(3).getJsonObject(2)).isEqualTo(done);
      assertThat(script.heard(3)).hasSize(3);
    }
  }

  @Test
  void event_source_of_a_filter_hears_who_enters_and_leaves(Browser browser) {
    JsonObject job = server.bus.create("import");
    try (Script script = new Script(browser, server)) {
      script.run(FOLLOW.formatted("/api/events?status=running"));
      script.await("source.readyState === EventSource.OPEN");
      JsonObject running = server.bus.update(job, new JsonObject().put("progress", 0.5));
      running.remove("result");
      assertThat(script.heard(1).getJsonObject(0)).isEqualTo(running);
      server.bus.update(job, new JsonObject().put("status", "failed"));
      assertThat(script.heard(2).getJsonObject(1)).isEqualTo(id(job).put("reason", "left"));
    }
  }

  @Test
  void web_socket_calls_and_watches(Browser browser) {
    JsonObject job = server.bus.create("import");
    try (Script script = new Script(browser, server)) {
      script.run(
          """
          socket = new WebSocket('ws://' + location.host + '/api/ws');
          socket.onmessage = message => heard.push(JSON.parse(message.data));
          socket.onopen = () => socket.send(JSON.stringify(
            {jsonrpc: '2.0', id: 1, method: 'jobs.watch', params: {type: 'import'}}));
          """);
      assertThat(script.heard(1).getJsonObject(0).getJsonObject("result").getInteger("watch"))
          .isEqualTo(1);
      server.bus.update(job, new JsonObject().put("progress", 0.5));
      JsonObject changed = script.heard(2).getJsonObject(1);
      assertThat(changed.getString("method")).isEqualTo("jobs.changed");
      assertThat(changed.getJsonObject("params").getJsonObject("job").getDouble("progress"))
          .isEqualTo(0.5);
      server.bus.call("jobs.delete", id(job));
      assertThat(script.heard(3).getJsonObject(2).getJsonObject("params"))
          .isEqualTo(id(job).put("reason", "deleted"));
      script.run("socket.onclose = event => heard.push(event.code); socket.close(1000);");
      assertThat(script.heard(4).getInteger(3)).isEqualTo(1000);
    }
  }
}
