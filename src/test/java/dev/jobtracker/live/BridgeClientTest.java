package dev.jobtracker.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import dev.jobtracker.page.InChromium;
import dev.jobtracker.web.Server;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** The official client of the event-bus bridge, over SockJS, works as it is. */
@InChromium
class BridgeClientTest {
  private static final String OPEN =
      """
      bus = new EventBus('/eventbus');
      bus.onerror = error => heard.push(error);
      bus.onclose = () => heard.push('closed');
      bus.onopen = () => heard.push('open');
      """;
  private static final String REQUEST =
      """
      bus.send('%s', %s, (error, reply) => heard.push(error || reply.body));
      """;

  private static JsonObject config(boolean allowWrites) {
    JsonObject bridge = JsonObject.of("enabled", true, "allow_writes", allowWrites);
    return new JsonObject().put("bridge", bridge);
  }

  private static Script script(Browser browser, Server server) {
    Script script = new Script(browser, server);
    script.load("/META-INF/resources/webjars/sockjs-client/1.5.1/sockjs.min.js");
    script.load("/vertx-eventbus.js");
    return script;
  }

  private static void open(Script script) {
    script.run(OPEN);
    assertThat(script.heard(1).getString(0)).isEqualTo("open");
  }

  private static String id(JsonObject job) {
    return new JsonObject().put("task_id", job.getString("task_id")).encode();
  }

  @Test
  void reads_are_answered_and_failures_keep_their_code(Browser browser) {
    try (Server server = new Server(config(false));
        Script script = script(browser, server)) {
      JsonObject job = server.bus.create("import");
      open(script);
      script.run(REQUEST.formatted("jobs.get", id(job)));
      assertThat(script.heard(2).getJsonObject(1)).isEqualTo(job);
      script.run(REQUEST.formatted("jobs.get", "{task_id: 'import_12345678'}"));
      assertThat(script.heard(3).getJsonObject(2).getInteger("failureCode")).isEqualTo(404);
      script.run(REQUEST.formatted("jobs.list", "{}"));
      assertThat(script.heard(4).getJsonObject(3).getJsonArray("jobs")).hasSize(1);
    }
  }

  @Test
  void events_of_all_jobs_and_of_one_are_heard(Browser browser) {
    try (Server server = new Server(config(false));
        Script script = script(browser, server)) {
      JsonObject job = server.bus.create("import");
      open(script);
      for (String address :
          new String[] {"jobs.events", "jobs.events." + job.getString("task_id")}) {
        script.run(
            "bus.registerHandler('%s', (error, message) => heard.push(message));"
                .formatted(address));
      }
      // The answer shows that the registrations before it have been read.
      script.run(REQUEST.formatted("jobs.get", id(job)));
      script.heard(2);
      JsonObject changed = server.bus.update(job, new JsonObject().put("progress", 0.5));
      JsonArray heard = script.heard(4);
      for (int i = 2; i < 4; i++) {
        assertThat(heard.getJsonObject(i).getJsonObject("body")).isEqualTo(changed);
        assertThat(heard.getJsonObject(i).getJsonObject("headers").getString("event"))
            .isEqualTo("changed");
      }
    }
  }

  @Test
  void everything_else_is_denied(Browser browser) {
    try (Server server = new Server(config(false));
        Script script = script(browser, server)) {
      JsonObject job = server.bus.create("import");
      open(script);
      int count = 1;
      for (String address :
          new String[] {"jobs.create", "jobs.update", "jobs.delete", "jobs.clear", "jobs.events"}) {
        script.run("bus.send('%s', {task_id: '%s'});".formatted(address, job.getString("task_id")));
        script.run("bus.publish('%s', %s);".formatted(address, id(job)));
        count += 2;
      }
      script.run("bus.registerHandler('jobs.create', () => heard.push('spied'));");
      JsonArray heard = script.heard(++count);
      for (int i = 1; i < count; i++) {
        assertThat(heard.getJsonObject(i).getString("body")).isEqualTo("access_denied");
      }
      assertThat(server.bus.get(job)).isEqualTo(job);
    }
  }

  @Test
  void writes_work_where_they_are_allowed_but_no_deleting(Browser browser) {
    try (Server server = new Server(config(true));
        Script script = script(browser, server)) {
      open(script);
      script.run(REQUEST.formatted("jobs.create", "{type: 'import'}"));
      JsonObject job = script.heard(2).getJsonObject(1);
      script.run(REQUEST.formatted("jobs.update", id(job).replace("}", ",\"progress\":0.5}")));
      assertThat(script.heard(3).getJsonObject(2)).isEqualTo(server.bus.get(job));
      script.run(REQUEST.formatted("jobs.cancel", id(job)));
      assertThat(script.heard(4).getJsonObject(3).getBoolean("cancel_requested")).isTrue();
      script.run(REQUEST.formatted("jobs.delete", id(job)));
      assertThat(script.heard(5).getJsonObject(4).getString("body")).isEqualTo("access_denied");
    }
  }

  @Test
  void tokens_are_asked_for_and_their_rights_hold(Browser browser) {
    JsonObject reader = JsonObject.of("name", "r", "token", "looks", "may", JsonArray.of("read"));
    JsonObject config =
        config(true).put("auth", new JsonObject().put("tokens", JsonArray.of(reader)));
    try (Server server = new Server(config);
        Script script = script(browser, server)) {
      JsonObject job = server.bus.create("import");
      script.run(OPEN);
      assertThat(script.heard(1).getString(0)).isEqualTo("closed");
      script.run(
          """
          heard = [];
          fetch('/api/session', {method: 'POST', headers: {'Content-Type': 'application/json'},
            body: JSON.stringify({token: 'looks'})}).then(answer => heard.push(answer.status));
          """);
      assertThat(script.heard(1).getInteger(0)).isEqualTo(204);
      script.run("heard = [];");
      open(script);
      script.run(REQUEST.formatted("jobs.get", id(job)));
      assertThat(script.heard(2).getJsonObject(1)).isEqualTo(job);
      script.run(REQUEST.formatted("jobs.create", "{type: 'import'}"));
      assertThat(script.heard(3).getJsonObject(2).getString("body")).isEqualTo("rejected");
    }
  }
}
