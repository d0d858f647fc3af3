package dev.jobtracker.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The defaults of contract section 9, and that {@code conf/tracker.json} tells the truth. */
class ConfigDefaultsTest {
  private static final Path CONF = Path.of(System.getProperty("project.basedir", "."), "conf");

  @Test
  void defaults_are_those_of_the_contract() {
    Config config = Config.from(null);
    assertThat(config.http())
        .isEqualTo(
            new HttpConfig(
                "127.0.0.1",
                8080,
                null,
                1048576,
                20000,
                Duration.ofSeconds(60),
                List.of(),
                List.of(),
                false,
                null,
                null));
    assertThat(config.tracker())
        .isEqualTo(
            new TrackerConfig(
                100000,
                100000,
                Duration.ofHours(1),
                Duration.ofDays(7),
                Duration.ofMinutes(5),
                Duration.ofHours(24),
                Duration.ofMillis(20),
                262144,
                Set.of()));
    assertThat(config.live())
        .isEqualTo(
            new LiveConfig(
                10000,
                1000,
                1048576,
                100,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60)));
    assertThat(config.auth())
        .isEqualTo(new AuthConfig(List.of(), false, 10000, Duration.ofHours(12), JwtConfig.NONE));
    assertThat(config.bridge()).isEqualTo(new BridgeConfig(false, false));
    assertThat(config.demo()).isEqualTo(new DemoConfig(null));
  }

  @Test
  void empty_document_and_empty_sections_are_the_defaults() {
    JsonObject empty = new JsonObject();
    assertThat(Config.from(empty)).isEqualTo(Config.from(null));
    for (String section : List.of("http", "tracker", "live", "auth", "bridge", "demo")) {
      empty.put(section, new JsonObject());
      assertThat(Config.from(empty)).isEqualTo(Config.from(null));
    }
  }

  @Test
  void tracker_json_lists_every_key_with_its_default_in_order() {
    JsonObject file = ConfigFile.read(CONF.resolve("tracker.json"));
    List<String> listed = new ArrayList<>();
    for (String section : file.fieldNames()) {
      list(section, file.getJsonObject(section), listed);
    }
    assertThat(listed).containsExactlyElementsOf(Config.keys().keySet()).hasSize(51);
    assertThat(Config.from(file)).isEqualTo(Config.from(null));
  }

  private static void list(String path, JsonObject section, List<String> listed) {
    for (String name : section.fieldNames()) {
      if (section.getValue(name) instanceof JsonObject inner) {
        list(path + "." + name, inner, listed);
      } else {
        listed.add(path + "." + name);
      }
    }
  }

  @Test
  void tracker_json_values_equal_each_key_default() {
    JsonObject file = ConfigFile.read(CONF.resolve("tracker.json"));
    for (Map.Entry<String, Key<?>> entry : Config.keys().entrySet()) {
      String[] path = entry.getKey().split("\\.");
      JsonObject section = file;
      for (int i = 0; i < path.length - 1; i++) {
        section = section.getJsonObject(path[i]);
      }
      Object listed = section.getValue(path[path.length - 1]);
      assertThat((Object) entry.getValue().read(entry.getKey(), listed))
          .as(entry.getKey())
          .isEqualTo(entry.getValue().standard());
    }
  }

  @Test
  void demo_json_sets_the_demo_directory_alone() {
    JsonObject file = ConfigFile.read(CONF.resolve("demo.json"));
    assertThat(file)
        .isEqualTo(new JsonObject().put("demo", new JsonObject().put("directory", ".")));
    assertThat(Config.from(file).demo().directory()).isEqualTo(Path.of("."));
  }
}
