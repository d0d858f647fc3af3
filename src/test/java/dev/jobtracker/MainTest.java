package dev.jobtracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @MethodSource("badLines")
  void bad_command_line_exits_1_with_one_sentence(List<String> line, String sentence) {
    assertThat(run(line, Map.of())).isEqualTo(1);
    assertThat(err).hasToString(sentence + System.lineSeparator());
    assertThat(out.size()).isZero();
  }

  static Stream<Arguments> badLines() {
    return Stream.of(
        arguments(List.of("--cnof"), "Unknown option: '--cnof' (see --help)"),
        arguments(List.of("--conf", "a", "x"), "Unmatched argument at index 2: 'x' (see --help)"),
        arguments(
            List.of("--conf"),
            "Missing required parameter for option '--conf' (FILE) (see --help)"),
        arguments(
            List.of("--conf", "a", "--conf", "b"),
            "option '--conf' (FILE) should be specified only once (see --help)"),
        arguments(List.of("--conf", "no/such.json"), "no/such.json: no such file"));
  }

  /** Contract, section 14: it is a bad argument, as whoever mistypes {@code run} finds out. */
  @Test
  void word_that_is_no_command_exits_2() {
    assertThat(run(List.of("rnu", "--", "make"), Map.of())).isEqualTo(2);
    assertThat(err)
        .hasToString(
            "job-tracker: there is no command \"rnu\","
                + " known are cancel, generate-completion, get, list, run, watch"
                + System.lineSeparator());
    assertThat(out.size()).isZero();
  }

  @Test
  void bad_file_exits_1_with_one_sentence_that_names_the_key() throws IOException {
    Path file = Files.writeString(folder.resolve("conf.json"), "{\"http\": {\"prot\": 1}}");
    assertThat(run(List.of("--conf", file.toString()), Map.of())).isEqualTo(1);
    assertThat(err).hasToString("http.prot: unknown key" + System.lineSeparator());
    assertThat(out.size()).isZero();
  }

  @Test
  void bad_variable_exits_1_with_one_sentence_that_names_it() {
    assertThat(run(List.of(), Map.of("JOB_TRACKER_HTTP_PORT", "a\nb"))).isEqualTo(1);
    assertThat(err)
        .hasToString(
            "http.port: must be an integer from 0 to 65535, found \"a b\""
                + " (set by JOB_TRACKER_HTTP_PORT)"
                + System.lineSeparator());
    assertThat(out.size()).isZero();
  }

  @Test
  void help_names_the_option_and_exits_0() {
    assertThat(run(List.of("--help"), Map.of())).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("--conf=FILE", "JOB_TRACKER_");
    assertThat(err.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "run --version", "list -V", "get --version"})
  void version_is_one_line_and_exits_0(String line) {
    assertThat(run(List.of(line.split(" ")), Map.of())).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("job-tracker ").hasLineCount(1);
    assertThat(err.size()).isZero();
  }

  private int run(List<String> line, Map<String, String> environment) {
    return Main.run(
        line.toArray(String[]::new), environment, new PrintStream(out), new PrintStream(err));
  }
}
