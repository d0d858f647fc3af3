package dev.jobtracker.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.config.Config;
import dev.jobtracker.config.LiveConfig;
import dev.jobtracker.readme.Guide.Snippet;
import dev.jobtracker.web.Server;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README and the guide say of themselves and of the configuration. */
class GuideTest {
  /**
   * Each of these languages has a test that runs its snippets; {@code text} is a drawing. Those for
   * frameworks need packages that a build does not fetch: a test compares what they name with what
   * there is.
   */
  private static final Set<String> RUN =
      Set.of(
          "java", "shell", "sh", "python", "mjs", "crontab", "ini", "yaml", "js", "html", "css",
          "json", "xml", "nginx", "console", "text", "tsx", "vue");

  /** What the build itself runs, and what the process tests and the benchmarks do. */
  private static final Set<String> COMMANDS =
      Set.of(
          "mvn -q compile exec:java",
          "mvn -B verify",
          "mvn -q install -DskipTests",
          "mvn -q package -DskipTests",
          "java -jar target/job-tracker.jar --conf conf/tracker.json",
          "java -XX:ArchiveClassesAtExit=target/tracker.jsa -jar target/job-tracker.jar",
          "java -XX:SharedArchiveFile=target/tracker.jsa -jar target/job-tracker.jar",
          "mvn -q -Pbench verify -Dbench=all");

  private static final Pattern CONFIGURATION_ROW =
      Pattern.compile("(?m)^\\| `([a-z]+\\.\\w+(?:\\.\\w+)?)` \\| `([^`]*)` \\|");
  private static final String OPERATIONS = "src/site/markdown/operations.md";
  private static final Pattern METRICS_ROW =
      Pattern.compile("(?m)^\\| ((?:`[^`]+`(?:, )?)+) \\| [^|]* \\|$");
  private static final Pattern METRIC = Pattern.compile("`([a-z_]+)(?:\\{[^}]*})?`");
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  @Test
  void readme_is_a_door() {
    assertThat(Guide.text(Guide.BASE.resolve("README.md")).lines().count()).isLessThan(175);
  }

  @Test
  void every_snippet_is_of_a_language_that_a_test_runs() {
    assertThat(Guide.snippets()).extracting(Snippet::language).isSubsetOf(RUN);
  }

  @Test
  void every_command_is_one_that_is_run_elsewhere() {
    for (Snippet console : Guide.snippets("console")) {
      assertThat(COMMANDS).as("%s", console).containsAll(console.text().lines().toList());
    }
  }

  @Test
  void every_link_leads_somewhere() {
    for (Path page : Guide.pages()) {
      Matcher link = LINK.matcher(Guide.text(page));
      while (link.find()) {
        Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
        assertThat(target).as("link %s of %s", link.group(), page).exists();
        if (link.group(2) != null) {
          assertThat(anchors(target)).as("link of %s", page).contains(link.group(2));
        }
      }
    }
  }

  private static Set<String> anchors(Path page) {
    return HEADING
        .matcher(Guide.text(page))
        .results()
        .map(heading -> heading.group(1).toLowerCase(java.util.Locale.ROOT))
        .map(heading -> heading.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  @Test
  void every_page_is_named_in_the_readme_and_in_the_index() {
    Set<String> names = new TreeSet<>();
    Guide.pages().forEach(page -> names.add("(" + name(page)));
    names.removeAll(Set.of("(README.md", "(index.md"));
    String readme = Guide.text(Guide.BASE.resolve("README.md"));
    assertThat(readme.replace("src/site/markdown/", "")).contains(names);
    assertThat(Guide.text(Guide.BASE.resolve("src/site/markdown/index.md"))).contains(names);
  }

  private static String name(Path page) {
    return page.getFileName().toString();
  }

  @Test
  void every_json_is_a_configuration() {
    assertThat(Guide.snippets("json")).isNotEmpty();
    for (Snippet json : Guide.snippets("json")) {
      assertThat(Config.from(new JsonObject(json.text()))).as("%s", json).isNotNull();
    }
  }

  @Test
  void proxy_of_the_guide_waits_longer_than_a_poll_and_a_ping() {
    String nginx = Guide.snippet("operations.md", "nginx");
    Matcher wait = Pattern.compile("proxy_read_timeout (\\d+)s;").matcher(nginx);
    assertThat(wait.find()).isTrue();
    LiveConfig live = Config.from(new JsonObject()).live();
    assertThat(Duration.ofSeconds(Long.parseLong(wait.group(1))))
        .isGreaterThan(live.maxWait())
        .isGreaterThan(live.pingInterval());
    assertThat(nginx).contains("proxy_buffering off;", "proxy_http_version 1.1;", "Upgrade");
  }

  @Test
  void configuration_table_lists_every_key_with_its_default() throws Exception {
    Map<String, String> table = new TreeMap<>();
    Path page = Guide.BASE.resolve("src/site/markdown/configuration.md");
    Matcher row = CONFIGURATION_ROW.matcher(Guide.text(page));
    while (row.find()) {
      table.put(row.group(1), row.group(2));
    }
    Map<String, String> file = new TreeMap<>();
    String conf = Files.readString(Guide.BASE.resolve("conf/tracker.json"));
    flatten("", new JsonObject(conf), file);
    assertThat(table).isEqualTo(file);
  }

  @Test
  void metrics_table_names_what_a_server_shows(@TempDir Path folder) {
    Set<String> named = new TreeSet<>();
    Matcher row = METRICS_ROW.matcher(Guide.text(Guide.BASE.resolve(OPERATIONS)));
    while (row.find()) {
      METRIC.matcher(row.group(1)).results().forEach(name -> named.add(name.group(1)));
    }
    JsonObject store = JsonObject.of("file", folder.resolve("jobs.db").toString());
    Set<String> shown;
    try (Server server = new Server(JsonObject.of("store", store))) {
      // What has never happened has no series.
      server.create("import");
      shown =
          server
              .get("/metrics")
              .body()
              .lines()
              .filter(line -> line.startsWith("# TYPE jobtracker_"))
              .map(line -> line.split("[ ]")[2].substring("jobtracker_".length()))
              .filter(name -> !name.matches(".*_(max|gcount)"))
              .collect(Collectors.toCollection(TreeSet::new));
    }
    assertThat(named).isEqualTo(shown);
  }

  private static void flatten(String prefix, JsonObject section, Map<String, String> keys) {
    for (Map.Entry<String, Object> key : section) {
      if (key.getValue() instanceof JsonObject inner) {
        flatten(prefix + key.getKey() + ".", inner, keys);
      } else {
        keys.put(prefix + key.getKey(), Json.encode(key.getValue()));
      }
    }
  }
}
