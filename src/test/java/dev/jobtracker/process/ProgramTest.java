package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.jobtracker.hostile.RawConnection;
import dev.jobtracker.hostile.RawWebSocket;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract, section 9: the program from its ready line to its end. */
class ProgramTest {
  private static final Map<String, String> FREE_PORT = Map.of("JOB_TRACKER_HTTP_PORT", "0");

  /** What the contract promises. */
  private static final Duration END = Duration.ofSeconds(5);

  private static final String GET = "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n";
  private static final String POST =
      "POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
          + "Content-Length: 17\r\n\r\n{\"type\":\"import\"}";

  @TempDir Path folder;

  @Test
  void ready_line_is_all_that_goes_to_standard_output_and_variables_override_the_file()
      throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("conf.json"),
            "{\"http\":{\"port\":1,\"instances\":1},\"tracker\":{\"heartbeat_timeout\":\"7s\"}}");
    try (ProgramProcess program =
            ProgramProcess.start(folder, FREE_PORT, "--conf", file.toString());
        RawConnection client = new RawConnection(program.port())) {
      assertThat(ask(client, POST).body()).contains("\"heartbeat_timeout\":7,");
      assertThat(program.err()).contains(" INFO ").doesNotContain("WARN", "ERROR");
      program.signal("TERM");
      assertThat(program.exitCode()).isEqualTo(143);
      assertThat(program.out()).hasLineCount(1);
      assertThat(program.err()).contains("stopping", "stopped").doesNotContain("WARN", "ERROR");
    }
  }

  @Test
  void logback_file_of_the_user_counts() throws Exception {
    Path log = folder.resolve("own.log");
    Path file =
        Files.writeString(
            folder.resolve("own.xml"),
            """
            <configuration>
              <appender name="OWN" class="ch.qos.logback.core.FileAppender">
                <file>%s</file>
                <encoder><pattern>own %%msg%%n</pattern></encoder>
              </appender>
              <root level="INFO"><appender-ref ref="OWN"/></root>
            </configuration>
            """
                .formatted(log));
    Map<String, String> variables =
        Map.of(
            "JOB_TRACKER_HTTP_PORT",
            "0",
            "JDK_JAVA_OPTIONS",
            "-Dlogback.configurationFile=" + file);
    try (ProgramProcess program = ProgramProcess.start(folder, variables)) {
      program.port();
      program.signal("TERM");
      program.exitCode();
      assertThat(Files.readString(log)).contains("own started", "own stopped");
      assertThat(program.err()).doesNotContain("started");
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void signal_under_load_closes_sockets_answers_what_waits_and_ends_in_time(String signal, int code)
      throws Exception {
    try (ProgramProcess program = ProgramProcess.start(folder, FREE_PORT)) {
      int port = program.port();
      assumeFalse(signal.equals("INT") && program.ignoresInterrupt(), "SIGINT is ignored here");
      RawConnection orchestrator = new RawConnection(port);
      assertThat(ask(orchestrator, GET.formatted("/health/ready", "")).status()).isEqualTo(200);
      String job = ask(orchestrator, POST).headers().get("location");
      RawConnection poll = new RawConnection(port);
      poll.send(GET.formatted(job, "Prefer: wait=60\r\nIf-None-Match: \"1\"\r\n"));
      RawConnection stream = new RawConnection(port);
      // One that tells nothing, as nobody reads it before the end.
      stream.send(GET.formatted("/api/events?type=other", ""));
      assertThat(stream.line()).isEqualTo("HTTP/1.1 200 OK");
      RawWebSocket deaf = new RawWebSocket(port);
      List<RawWebSocket> sockets = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        sockets.add(new RawWebSocket(port));
      }
      CompletableFuture<Integer> load = CompletableFuture.supplyAsync(() -> load(port));
      waitForJobs(orchestrator);

      long start = System.nanoTime();
      program.signal(signal);
      for (RawWebSocket socket : sockets) {
        assertThat(socket.closeCode()).isEqualTo(1012);
      }
      assertThat(readiness(orchestrator)).isIn(503, 0);
      assertThat(poll.answer(false).status()).isIn(304, 503);
      assertThat(stream.rest()).as("the last chunk of a stream").endsWith("0\r\n\r\n");
      assertThat(program.exitCode()).isEqualTo(code);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(END);
      assertThat(load.get(60, TimeUnit.SECONDS)).as("creates that were answered").isPositive();
      assertThat(program.out()).hasLineCount(1);
      assertThat(program.err()).doesNotContain("ERROR", "\tat ");
      deaf.close();
    }
  }

  private static RawConnection.Answer ask(RawConnection connection, String request)
      throws IOException {
    connection.send(request);
    return connection.answer(false);
  }

  /** Waits until the load is on. */
  private static void waitForJobs(RawConnection connection) throws IOException {
    String stats;
    do {
      stats = ask(connection, GET.formatted("/api/stats", "")).body();
    } while (!stats.matches("\\{\"total\":[0-9]{3,}.*"));
  }

  /** Returns how ready the server says it is; 0 when it does not speak any more. */
  private static int readiness(RawConnection connection) throws IOException {
    try {
      return ask(connection, GET.formatted("/health/ready", "")).status();
    } catch (EOFException | SocketException closed) {
      return 0;
    }
  }

  /** Creates jobs, ten at a time, until the connection ends; every answer before is a good one. */
  private static int load(int port) {
    int answered = 0;
    try (RawConnection connection = new RawConnection(port)) {
      while (true) {
        connection.send(POST.repeat(10));
        for (int i = 0; i < 10; i++) {
          assertThat(connection.answer(false).status()).isIn(201, 503);
          answered++;
        }
      }
    } catch (EOFException | SocketException end) {
      return answered;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
