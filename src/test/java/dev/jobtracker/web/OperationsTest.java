package dev.jobtracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Health and metrics (contract, section 7), as an orchestrator and Prometheus see them. */
class OperationsTest {
  private static final Pattern SAMPLE =
      Pattern.compile("([a-z_:][a-z0-9_:]*)(\\{.*})? ([0-9.E+-]+|NaN|\\+Inf)");

  private Server server = new Server(new JsonObject(), 2);

  @AfterEach
  void close() {
    server.close();
  }

  private Map<String, Double> scrape() {
    Server.Answer answer = server.get("/metrics");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).startsWith("text/plain; version=0.0.4");
    Map<String, Double> samples = new TreeMap<>();
    answer
        .body()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              var sample = SAMPLE.matcher(line);
              assertThat(sample.matches()).as(line).isTrue();
              samples.put(line.substring(0, sample.start(3) - 1), parse(sample.group(3)));
            });
    return samples;
  }

  private static double parse(String number) {
    return number.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(number);
  }

  private void finish(JsonObject job, String status) {
    server.patch(Server.path(job), new JsonObject().put("status", status));
  }

  @Test
  void live_and_ready_answer_up() {
    assertThat(server.get("/health/live").json()).isEqualTo(JsonObject.of("status", "UP"));
    Server.Answer ready = server.get("/health/ready");
    assertThat(ready.status()).isEqualTo(200);
    assertThat(ready.json())
        .isEqualTo(JsonObject.of("status", "UP", "role", "alone", "store", "memory"));
    for (String path : List.of("/health/live", "/health/ready")) {
      assertThat(server.send("HEAD", path, null).status()).isEqualTo(200);
    }
  }

  @Test
  void ready_without_a_tracker_is_503_and_live_is_not() {
    Bus.await(server.vertx.undeploy(server.tracker));
    Server.Answer answer = server.get("/health/ready");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.json())
        .isEqualTo(JsonObject.of("status", "DOWN", "role", "alone", "store", "memory"));
    assertThat(answer.header("retry-after")).isNotNull();
    assertThat(server.get("/health/live").status()).isEqualTo(200);
    Map<String, Double> metrics = scrape();
    assertThat(metrics).containsEntry("jobtracker_tracker_up", 0.0);
    assertThat(metrics).doesNotContainKey("jobtracker_jobs{status=\"running\"}");
    assertThat(metrics).containsKey("jobtracker_connections");
  }

  @Test
  void metrics_count_what_happened_to_jobs() {
    server.create("import");
    JsonObject running = server.create("import");
    server.patch(Server.path(running), "{\"progress\":0.5}");
    finish(server.create("import"), "completed");
    finish(server.create("import"), "failed");
    server.delete(Server.path(running));
    server.patch(Server.path(server.create("import")), "{\"status\":\"running\"}");
    server.get("/api/jobs/import_00000000");
    Map<String, Double> metrics = scrape();
    assertThat(metrics)
        .containsEntry("jobtracker_tracker_up", 1.0)
        .containsEntry("jobtracker_tracker_active", 1.0)
        .containsEntry("jobtracker_jobs{status=\"pending\"}", 1.0)
        .containsEntry("jobtracker_jobs{status=\"running\"}", 1.0)
        .containsEntry("jobtracker_jobs{status=\"completed\"}", 1.0)
        .containsEntry("jobtracker_jobs{status=\"failed\"}", 1.0)
        .containsEntry("jobtracker_jobs{status=\"cancelled\"}", 0.0)
        .containsEntry("jobtracker_jobs_stalled", 0.0)
        .containsEntry("jobtracker_creates_total", 5.0)
        .containsEntry("jobtracker_updates_total", 4.0)
        .containsEntry("jobtracker_jobs_finished_total{outcome=\"completed\"}", 1.0)
        .containsEntry("jobtracker_jobs_finished_total{outcome=\"failed\"}", 1.0)
        .containsEntry("jobtracker_jobs_finished_total{outcome=\"cancelled\"}", 0.0)
        .containsEntry("jobtracker_jobs_removed_total{reason=\"deleted\"}", 1.0)
        .containsEntry("jobtracker_jobs_removed_total{reason=\"evicted\"}", 0.0)
        .containsEntry("jobtracker_jobs_removed_total{reason=\"expired\"}", 0.0)
        .containsEntry("jobtracker_jobs_stalls_total", 0.0)
        .containsEntry("jobtracker_jobs_lost_total", 0.0)
        .containsEntry("jobtracker_refused_total{code=\"404\"}", 1.0)
        .containsEntry("jobtracker_job_duration_seconds_count{outcome=\"failed\"}", 1.0)
        .containsEntry(
            "jobtracker_job_duration_seconds_bucket{outcome=\"failed\",le=\"+Inf\"}", 1.0)
        .containsEntry("jobtracker_running_job_age_seconds_bucket{le=\"60.0\"}", 1.0)
        .containsEntry("jobtracker_running_job_age_seconds_gcount", 1.0);
  }

  @Test
  void metrics_show_the_server_and_the_machine() {
    server.get("/api/jobs/import_00000000");
    server.get("/no/such/" + "x".repeat(20));
    assertThat(scrape())
        .containsEntry("jobtracker_live_clients{door=\"websocket\"}", 0.0)
        .containsEntry("jobtracker_live_clients{door=\"sse\"}", 0.0)
        .containsEntry("jobtracker_live_clients{door=\"poll\"}", 0.0)
        .containsEntry("jobtracker_watches", 0.0)
        .containsEntry("jobtracker_states_sent_total", 0.0)
        .containsEntry("jobtracker_states_conflated_total", 0.0)
        .containsEntry("jobtracker_slow_clients_closed_total", 0.0)
        .containsEntry(
            "jobtracker_http_request_duration_seconds_count"
                + "{method=\"GET\",path=\"/api/jobs/{task_id}\",status=\"404\"}",
            1.0)
        .containsEntry(
            "jobtracker_http_request_duration_seconds_count"
                + "{method=\"GET\",path=\"other\",status=\"404\"}",
            1.0)
        .containsKeys(
            "jobtracker_event_loop_lag_seconds_count",
            "jobtracker_connections",
            "process_uptime_seconds",
            "jvm_threads_live_threads");
  }

  @Test
  void metrics_count_watches_and_states_of_all_instances() {
    var client = server.vertx.createWebSocketClient();
    List<JsonObject> heard = new java.util.concurrent.CopyOnWriteArrayList<>();
    var changed = io.vertx.core.Promise.<Void>promise();
    var watching = io.vertx.core.Promise.<Void>promise();
    Bus.await(
        client
            .connect(server.port, "127.0.0.1", "/api/ws")
            .compose(
                socket -> {
                  socket.textMessageHandler(
                      text -> {
                        heard.add(new JsonObject(text));
                        (heard.size() == 1 ? watching : changed).tryComplete();
                      });
                  return socket.writeTextMessage(
                      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"jobs.watch\"}");
                }));
    Bus.await(watching.future());
    server.create("import");
    Bus.await(changed.future());
    assertThat(scrape())
        .containsEntry("jobtracker_live_clients{door=\"websocket\"}", 1.0)
        .containsEntry("jobtracker_watches", 1.0)
        .containsEntry("jobtracker_states_sent_total", 1.0);
  }

  @Test
  void metrics_need_the_right_to_read_and_health_needs_nothing() {
    server.close();
    JsonObject token =
        new JsonObject()
            .put("name", "prometheus")
            .put("token", "a-token-of-prometheus-0123456789")
            .put("may", new JsonArray().add("read"));
    server =
        new Server(
            new JsonObject()
                .put("auth", new JsonObject().put("tokens", new JsonArray().add(token))));
    assertThat(server.get("/metrics").status()).isEqualTo(401);
    assertThat(server.get("/metrics").header("www-authenticate")).startsWith("Bearer");
    assertThat(
            server.get("/metrics", "Authorization", "Bearer " + token.getString("token")).status())
        .isEqualTo(200);
    for (String path : List.of("/health/live", "/health/ready", "/openapi.json")) {
      assertThat(server.get(path).status()).isEqualTo(200);
    }
  }

  @Test
  void openapi_has_a_validator() {
    Server.Answer first = server.get("/openapi.json");
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.header("content-type")).isEqualTo("application/json");
    String etag = first.header("etag");
    assertThat(server.get("/openapi.json", "If-None-Match", etag).status()).isEqualTo(304);
    assertThat(server.get("/openapi.json", "If-None-Match", "\"other\"").status()).isEqualTo(200);
  }
}
