package dev.jobtracker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramConfigTest {
  @TempDir Path folder;

  @Test
  void variables_of_every_kind_override_their_keys() {
    ProgramConfig program =
        ProgramConfig.load(
            null,
            Map.of(
                "JOB_TRACKER_HTTP_PORT", "9090",
                "JOB_TRACKER_HTTP_ALLOW_CLEAR", "true",
                "JOB_TRACKER_HTTP_HOST", "localhost",
                "JOB_TRACKER_HTTP_INSTANCES", "2",
                "JOB_TRACKER_TRACKER_MAX_RESULT_BYTES", "99",
                "JOB_TRACKER_LIVE_PING_INTERVAL", "50ms",
                "JOB_TRACKER_DEMO_DIRECTORY", folder.toString(),
                "PATH", "/bin"));
    Config config = program.config();
    assertThat(config.http().port()).isEqualTo(9090);
    assertThat(config.http().allowClear()).isTrue();
    assertThat(config.http().host()).isEqualTo("localhost");
    assertThat(config.http().instances()).isEqualTo(2);
    assertThat(config.tracker().maxResultBytes()).isEqualTo(99);
    assertThat(config.live().pingInterval()).isEqualTo(Duration.ofMillis(50));
    assertThat(config.demo().directory()).isEqualTo(folder);
    assertThat(Config.from(new JsonObject(program.document().encode()))).isEqualTo(config);
  }

  @Test
  void variable_wins_over_the_file_and_null_clears_a_nullable_key() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("conf.json"), "{\"http\": {\"port\": 1, \"instances\": 3}}");
    HttpConfig http =
        ProgramConfig.load(
                file, Map.of("JOB_TRACKER_HTTP_PORT", "2", "JOB_TRACKER_HTTP_INSTANCES", "null"))
            .config()
            .http();
    assertThat(http.port()).isEqualTo(2);
    assertThat(http.instances()).isNull();
  }

  @Test
  void document_that_was_given_stays_as_it_was() {
    JsonObject document = new JsonObject().put("http", new JsonObject().put("port", 1));
    JsonObject merged = Environment.apply(document, Map.of("JOB_TRACKER_HTTP_PORT", "2"));
    assertThat(document.getJsonObject("http").getInteger("port")).isEqualTo(1);
    assertThat(merged.getJsonObject("http").getInteger("port")).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "JOB_TRACKER_HTTP_PROT | 1 | JOB_TRACKER_HTTP_PROT: no key of the configuration has this name",
        "JOB_TRACKER_ | 1 | JOB_TRACKER_: no key of the configuration has this name",
        "JOB_TRACKER_http_port | 1 | JOB_TRACKER_http_port: no key of the configuration has this name",
        "JOB_TRACKER_AUTH_TOKENS | [] | JOB_TRACKER_AUTH_TOKENS: auth.tokens is an array, which only"
            + " the configuration file can set",
        "JOB_TRACKER_HTTP_PORT | many | http.port: must be an integer from 0 to 65535, found \"many\""
            + " (set by JOB_TRACKER_HTTP_PORT)",
        "JOB_TRACKER_HTTP_PORT | 70000 | http.port: must be an integer from 0 to 65535, found 70000"
            + " (set by JOB_TRACKER_HTTP_PORT)",
        "JOB_TRACKER_HTTP_PORT | `` | http.port: must be an integer from 0 to 65535, found \"\""
            + " (set by JOB_TRACKER_HTTP_PORT)",
        "JOB_TRACKER_HTTP_PORT | null | http.port: must be an integer from 0 to 65535, found \"null\""
            + " (set by JOB_TRACKER_HTTP_PORT)",
        "JOB_TRACKER_AUTH_OPEN | yes | auth.open: must be true or false, found \"yes\""
            + " (set by JOB_TRACKER_AUTH_OPEN)",
        "JOB_TRACKER_LIVE_MAX_WAIT | 60 | live.max_wait: must be a duration from \"1ms\" to \"1h\","
            + " such as \"60s\", found \"60\" (set by JOB_TRACKER_LIVE_MAX_WAIT)",
        "JOB_TRACKER_DEMO_DIRECTORY | no/such | demo.directory: must be a directory that can be read,"
            + " found \"no/such\" (set by JOB_TRACKER_DEMO_DIRECTORY)"
      })
  void bad_variable_is_refused_with_its_sentence(String name, String value, String sentence) {
    assertThatThrownBy(() -> ProgramConfig.load(null, Map.of(name, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(sentence);
  }

  @Test
  void pem_file_that_is_missing_is_named_before_anything_starts() throws IOException {
    Path cert = Files.createFile(folder.resolve("cert.pem"));
    Path key = folder.resolve("none.pem");
    String text = "{\"http\": {\"cert\": \"%s\", \"key\": \"%s\"}}".formatted(cert, key);
    Path file = Files.writeString(folder.resolve("conf.json"), text);
    assertThatThrownBy(() -> ProgramConfig.load(file, Map.of()))
        .hasMessage("http.key: must be a file that can be read, found \"" + key + "\"");
  }

  @Test
  void section_that_is_no_object_is_refused_though_a_variable_names_it() throws IOException {
    Path file = Files.writeString(folder.resolve("conf.json"), "{\"http\": 1}");
    assertThatThrownBy(() -> ProgramConfig.load(file, Map.of("JOB_TRACKER_HTTP_PORT", "1")))
        .hasMessage("http: must be an object, found a number");
  }
}
