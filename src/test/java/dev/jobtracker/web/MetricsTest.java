package dev.jobtracker.web;

import static dev.jobtracker.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hawkular.agent.prometheus.text.TextPrometheusMetricsProcessor;
import org.hawkular.agent.prometheus.types.MetricFamily;
import org.hawkular.agent.prometheus.types.MetricType;
import org.hawkular.agent.prometheus.walkers.CollectorPrometheusMetricsWalker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code /metrics} shows is what Prometheus reads, and what dashboards and alerts ask for. */
class MetricsTest {
  private static final Pattern NAME =
      Pattern.compile("\\b(?:jobtracker|jvm|logback|process|system)_\\w+");

  @TempDir static Path folder;

  private final Server server = new Server(withStore(), 2);

  private static JsonObject withStore() {
    Path file = folder.resolve(UUID.randomUUID() + ".db");
    return new JsonObject().put("store", new JsonObject().put("file", file.toString()));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private String text() {
    return server.get("/metrics").body();
  }

  /** Lets something happen at every door. */
  private void use() {
    JsonObject job = server.create("import");
    server.patch(Server.path(job), "{\"progress\":0.5}");
    server.get(Server.path(job) + "x");
    server.patch(Server.path(job), "{\"status\":\"completed\"}");
    server.get(Server.path(job) + "/events");
    try (RpcClient client = new RpcClient(server)) {
      client.watch(new JsonObject());
      server.create("export");
      client.changed();
    }
  }

  private static Map<String, MetricFamily> families(String text) {
    CollectorPrometheusMetricsWalker walker = new CollectorPrometheusMetricsWalker();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    new TextPrometheusMetricsProcessor(new ByteArrayInputStream(bytes), walker).walk();
    Map<String, MetricFamily> families = new LinkedHashMap<>();
    for (MetricFamily family : walker.getAllMetricFamilies()) {
      assertThat(families.put(family.getName(), family)).as(family.getName()).isNull();
    }
    return families;
  }

  @Test
  void families_read_and_follow_the_conventions() {
    use();
    Map<String, MetricFamily> families = families(text());
    families.forEach(
        (name, family) -> {
          assertThat(name).matches("[a-z][a-z0-9_]*");
          assertThat(family.getHelp()).as(name).isNotBlank();
          assertThat(family.getMetrics()).as(name).isNotEmpty();
        });
    families.values().stream()
        .filter(family -> family.getName().startsWith("jobtracker_"))
        .forEach(
            family -> {
              String name = family.getName();
              assertThat(name).doesNotContain("millis", "_ms", "micros", "nanos");
              assertThat(name.endsWith("_total"))
                  .as(name)
                  .isEqualTo(family.getType() == MetricType.COUNTER);
              if (family.getType() == MetricType.HISTOGRAM) {
                assertThat(name).endsWith("_seconds");
              }
            });
    assertThat(families.get("jobtracker_http_request_duration_seconds").getType())
        .isEqualTo(MetricType.HISTOGRAM);
    assertThat(families.get("jobtracker_jobs").getMetrics()).hasSize(5);
  }

  @Test
  void fault_of_ours_is_counted_as_an_error_of_the_log() {
    String sample = "logback_events_total{level=\"error\"} ";
    double before = value(sample);
    Bus.await(server.vertx.undeploy(server.tracker));
    server.vertx.eventBus().consumer("jobs.stats", message -> message.reply("surprise"));
    assertThat(server.get("/api/stats").status()).isEqualTo(500);
    assertThat(value(sample)).isEqualTo(before + 1);
  }

  private double value(String sample) {
    return text()
        .lines()
        .filter(line -> line.startsWith(sample))
        .mapToDouble(line -> Double.parseDouble(line.substring(sample.length())))
        .sum();
  }

  @Test
  void labels_are_few_and_never_an_id() {
    for (int i = 0; i < 60; i++) {
      server.create("type" + i);
      server.get("/api/jobs/import_" + i);
      server.get("/no/" + i);
    }
    JsonObject job = server.create("type7");
    String text = text();
    assertThat(text).doesNotContain(job.getString("task_id"), "import_7", "/no/7");
    Map<String, MetricFamily> families = families(text);
    Set<String> types =
        families.get("jobtracker_jobs_of_type").getMetrics().stream()
            .map(metric -> metric.getLabels().get("type"))
            .collect(Collectors.toSet());
    assertThat(types).hasSize(51).contains("(other)", "type7");
    assertThat(text)
        .contains("jobtracker_jobs_of_type{status=\"pending\",type=\"(other)\"} 10.0\n")
        .contains("jobtracker_jobs_of_type{status=\"pending\",type=\"type7\"} 2.0\n");
    assertThat(families.get("jobtracker_http_request_duration_seconds").getMetrics())
        .hasSizeLessThan(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"conf/grafana-dashboard.json", "conf/prometheus-alerts.yml"})
  void every_name_that_is_asked_for_is_shown(String file) throws IOException {
    use();
    System.gc();
    Set<String> asked = new TreeSet<>();
    Matcher names = NAME.matcher(Files.readString(Path.of(file)));
    while (names.find()) {
      asked.add(names.group());
    }
    assertThat(asked).hasSizeGreaterThan(8);
    eventually(
        () -> {
          Set<String> shown =
              text()
                  .lines()
                  .filter(line -> !line.startsWith("#"))
                  .map(line -> line.split("[{ ]", 2)[0])
                  .collect(Collectors.toSet());
          assertThat(shown).containsAll(asked);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"conf/grafana-dashboard.json", "conf/prometheus-alerts.yml"})
  void every_label_that_is_asked_for_is_shown(String file) throws IOException {
    Set<String> shown = text().lines().collect(Collectors.toSet());
    Matcher pairs =
        Pattern.compile(
                "((?:jobtracker|logback)_\\w+)\\{(?:instance=~[^,]*,)?(\\w+)=\"([\\w.]+)\"}")
            .matcher(Files.readString(Path.of(file)).replace("\\\"", "\""));
    int found = 0;
    while (pairs.find()) {
      String label = pairs.group(2) + "=\"" + pairs.group(3) + "\"";
      if (!pairs.group(2).equals("status") || pairs.group(1).equals("jobtracker_jobs")) {
        found++;
        assertThat(shown)
            .anyMatch(line -> line.startsWith(pairs.group(1) + "{") && line.contains(label));
      }
    }
    assertThat(found).isGreaterThan(1);
  }
}
