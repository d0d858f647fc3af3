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
        arguments("", "must hold one JSON object"),
        arguments(" \n ", "must hold one JSON object"),
        arguments("[]", "must hold one JSON object"),
        arguments("null", "must hold one JSON object"),
        arguments("{", "line 1, column 2: the text ends before the JSON does"),
        arguments(
            "{\"http\": {\"port\": 1}", "line 1, column 21: the text ends before the JSON does"),
        arguments("{} {}", "line 1, column 4: there is more after the JSON object"),
        arguments(
            "{}\nx", "line 2, column 1: a word that is neither quoted nor true, false or null"),
        arguments(
            "{\n  \"http\": {},\n  \"http\": {}\n}",
            "line 3, column 9: the key \"http\" is there twice"),
        arguments(
            "{\"a\": s3cret}",
            "line 1, column 7: a word that is neither quoted nor true, false or null"),
        arguments(
            "{ // why\n}",
            "line 1, column 3: Unexpected character ('/' (code 47)): maybe a (non-standard) comment?"),
        arguments(
            "{\"a\": 1,}",
            "line 1, column 9: Unexpected character ('}' (code 125)): was expecting double-quote to"
                + " start field name"),
        arguments(
            "{\"a\": " + "[".repeat(17), "nested over 16 deep, or a number or key is too long"),
        arguments("{\"a\": NaN}", "line 1, column 10: Non-standard token 'NaN'"));
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
    assertThatThrownBy(() -> ConfigFile.read(file)).hasMessage(file + ": must be UTF-8 text");
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
  }
}
