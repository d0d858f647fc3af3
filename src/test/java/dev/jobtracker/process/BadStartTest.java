package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract, section 9: a start that fails exits 1 with one sentence that names the key. */
class BadStartTest {
  private static final String DB = "jdbc:postgresql:";
  private static final String PW = "password=s3cr3t";

  @TempDir Path folder;

  static Stream<Arguments> badDocuments() {
    return Stream.of(
        arguments("", "bad.json"),
        arguments("{\"http\":{\"port\":0}", "bad.json"),
        arguments("[]", "bad.json"),
        arguments("{\"http\":{\"port\":0,\"port\":0}}", "port"),
        arguments("{\"htpp\":{}}", "htpp"),
        arguments("{\"http\":[]}", "http"),
        arguments("{\"http\":{\"prot\":1}}", "http.prot"),
        arguments("{\"http\":{\"port\":65536}}", "http.port"),
        arguments("{\"http\":{\"port\":\"8080\"}}", "http.port"),
        arguments("{\"http\":{\"port\":8080.5}}", "http.port"),
        arguments("{\"http\":{\"host\":\"0.0.0.0\"}}", "http.host"),
        arguments("{\"http\":{\"host\":\"a b\"}}", "http.host"),
        arguments("{\"http\":{\"idle_timeout\":60}}", "http.idle_timeout"),
        arguments("{\"http\":{\"allowed_origins\":[\"*\"]}}", "http.allowed_origins[0]"),
        arguments("{\"http\":{\"cert\":\"no.pem\",\"key\":\"no.pem\"}}", "http.cert"),
        arguments("{\"http\":{\"cert\":\"no.pem\"}}", "http.key"),
        arguments("{\"tracker\":{\"max_jobs\":0}}", "tracker.max_jobs"),
        arguments("{\"tracker\":{\"retention\":\"1y\"}}", "tracker.retention"),
        arguments("{\"live\":{\"max_batch\":null}}", "live.max_batch"),
        arguments("{\"auth\":{\"tokens\":[{\"name\":\"n\",\"token\":\"s3cr3t\"}]}}", "auth.tokens"),
        arguments("{\"auth\":{\"open\":1}}", "auth.open"),
        arguments("{\"bridge\":{\"enabled\":\"yes\"}}", "bridge.enabled"),
        arguments("{\"cluster\":{\"ca\":\"no.pem\"}}", "cluster.ca"),
        arguments("{\"cluster\":{\"ca\":\"/etc/passwd\"}}", "cluster.ca"),
        arguments("{\"cluster\":{\"url\":\"http://s3cr3t@host:8080\"}}", "cluster.url"),
        arguments("{\"cluster\":{\"url\":\"http://u:s3cr3t/x@host:8080\"}}", "cluster.url"),
        arguments("{\"cluster\":{\"url\":\"http://u:s3cr3t\\n@host:8080\"}}", "cluster.url"),
        arguments("{\"cluster\":{\"url\":\"http://host:8080#part\"}}", "cluster.url"),
        arguments("{\"store\":{\"url\":\"%s//host:99999/db?%s\"}}".formatted(DB, PW), "store.url"),
        arguments("{\"store\":{\"url\":\"%s//host?%s\"}}".formatted(DB, PW), "store.url"),
        arguments(
            "{\"http\":{\"host\":\"a_1\"},\"auth\":{\"open\":true},\"store\":{\"url\":\"%s//h/d\"}}"
                .formatted(DB),
            "http.host"),
        arguments("{\"demo\":{\"directory\":\"no/such\"}}", "demo.directory"));
  }

  @ParameterizedTest
  @MethodSource("badDocuments")
  void bad_configuration_exits_1_with_one_sentence_that_names_the_key(String document, String key)
      throws Exception {
    Path file = Files.writeString(folder.resolve("bad.json"), document);
    assertRefused(key, Map.of(), "--conf", file.toString());
  }

  @Test
  void bad_variable_exits_1_with_one_sentence_that_names_it() throws Exception {
    assertRefused("JOB_TRACKER_HTTP_PORT", Map.of("JOB_TRACKER_HTTP_PORT", "http"));
    assertRefused("JOB_TRACKER_HTTP_PROT", Map.of("JOB_TRACKER_HTTP_PROT", "1"));
  }

  @Test
  void unknown_option_exits_1_with_one_sentence_that_names_it() throws Exception {
    assertRefused("--config", Map.of(), "--config", "x.json");
  }

  @Test
  void taken_port_exits_1_with_one_sentence_that_names_it() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = String.valueOf(taken.getLocalPort());
      assertRefused(port, Map.of("JOB_TRACKER_HTTP_PORT", port));
    }
  }

  @Test
  void help_says_how_on_standard_output_and_exits_0() throws Exception {
    try (ProgramProcess program = ProgramProcess.start(folder, Map.of(), "--help")) {
      assertThat(program.exitCode()).isZero();
      assertThat(program.out()).contains("--conf", "JOB_TRACKER_");
      assertThat(program.err()).isEmpty();
    }
  }

  private void assertRefused(String key, Map<String, String> variables, String... line)
      throws IOException, InterruptedException {
    try (ProgramProcess program = ProgramProcess.start(folder, variables, line)) {
      assertThat(program.exitCode()).isEqualTo(1);
      assertThat(program.err())
          .hasLineCount(1)
          .contains(key)
          .endsWith("\n")
          .doesNotContain("Exception", "\tat ", "dev.jobtracker", "s3cr3t");
      assertThat(program.out()).isEmpty();
    }
  }
}
