package dev.jobtracker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("badTexts")
  void bad_text_is_refused_with_its_sentence(String text, String sentence) throws IOException {
    Path file = Files.writeString(folder.resolve("conf.json"), text);
    assertThatThrownBy(() -> ConfigFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessage(file + ": " + sentence);
  }

  static Stream<Arguments> badTexts() {
    return Stream.of(
        arguments("", "it is empty"),
        arguments(" \n ", "it is empty"),
        arguments("[]", "must hold one JSON object"),
        arguments("null", "must hold one JSON object"),
        arguments("{", "line 1, column 2: it ends too early"),
        arguments("{\"http\": {\"port\": 1}", "line 1, column 21: it ends too early"),
        arguments("{} {}", "line 1, column 4: something follows its end"),
        arguments("{}\nx", "line 2, column 1: it is malformed"),
        arguments(
            "{\n  \"http\": {},\n  \"http\": {}\n}",
            "line 3, column 3: the key \"http\" stands in it twice"),
        arguments("{\"a\": s3cret}", "line 1, column 7: it is malformed"),
        arguments("{ // why\n}", "line 1, column 3: it is malformed"),
        arguments("{\"a\": 1,}", "line 1, column 9: it is malformed"),
        arguments("[".repeat(65), "line 1, column 65: it is nested deeper than 64 brackets"),
        arguments("{\"a\": NaN}", "line 1, column 10: it is malformed"));
  }

  @Test
  void missing_file_is_refused_by_name() {
    Path file = folder.resolve("none.json");
    assertThatThrownBy(() -> ConfigFile.read(file)).hasMessage(file + ": no such file");
  }

  @Test
  void directory_is_refused_by_name() {
    assertThatThrownBy(() -> ConfigFile.read(folder))
        .hasMessage(folder + ": is a directory, not a file");
  }

  @Test
  void file_that_is_not_utf8_is_refused_by_name() throws IOException {
    Path file = folder.resolve("latin1.json");
    Files.write(file, "{\"é\": 1}".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> ConfigFile.read(file)).hasMessage(file + ": it is not UTF-8");
  }

  @Test
  void file_that_is_huge_is_refused_by_name() throws IOException {
    Path file = Files.write(folder.resolve("huge.json"), new byte[(1 << 20) + 1]);
    assertThatThrownBy(() -> ConfigFile.read(file))
        .hasMessage(file + ": must be at most 1048576 bytes long");
  }

  @Test
  void good_file_is_read_whole() throws IOException {
    Path file = Files.writeString(folder.resolve("good.json"), "\n{\"a\": {\"b\": [1, null]}}\n");
    assertThat(ConfigFile.read(file).encode()).isEqualTo("{\"a\":{\"b\":[1,null]}}");
    Path marked = Files.writeString(folder.resolve("marked.json"), "\uFEFF{\"a\": 1}");
    assertThat(ConfigFile.read(marked).encode()).isEqualTo("{\"a\":1}");
  }
}
