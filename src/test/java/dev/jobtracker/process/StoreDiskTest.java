package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobtracker.hostile.RawConnection;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract, section 11: a disk that fills up, is read-only, and has room again. */
class StoreDiskTest {
  private static final String GET = "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private final Vertx vertx = Vertx.vertx();

  @TempDir Path folder;
  private Path disk;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    int code = run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk.toString());
    assumeTrue(code == 0, "only root may mount a small disk, where it is allowed at all");
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", disk.toString());
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private static int run(String... command) throws Exception {
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } catch (IOException noSuchProgram) {
      return 127;
    }
  }

  private ProgramProcess start() throws Exception {
    JsonObject store = new JsonObject().put("file", disk.resolve("jobs.db").toString());
    return ProgramProcess.in(folder).conf(new JsonObject().put("store", store)).start();
  }

  @Test
  void full_disk_refuses_changes_and_nothing_else_until_there_is_room_again() throws Exception {
    Loader loader = new Loader(vertx, new Random(3));
    try (ProgramProcess program = start()) {
      int port = program.port();
      loader.begin(port);
      loader.awaitAnswers(500);
      Path ballast = fill();
      program.process().await("not ready", () -> ask(port, "/health/ready").status() == 503);
      RawConnection.Answer health = ask(port, "/health/ready");
      assertThat(new JsonObject(health.body()))
          .isEqualTo(
              new JsonObject().put("status", "DOWN").put("role", "alone").put("store", "file"));
      assertThat(ask(port, "/api/jobs/count_00000000").status()).isEqualTo(200);
      assertThat(ask(port, "/api/jobs?page_size=5").status()).isEqualTo(200);
      assertThat(ask(port, "/api/stats").status()).isEqualTo(200);

      Files.delete(ballast);
      program.process().await("ready", () -> ask(port, "/health/ready").status() == 200);
      loader.awaitAnswers(500);
      program.process().kill();
    }
    try (ProgramProcess program = start()) {
      loader.verify(program.port());
    }
  }

  @Test
  void read_only_disk_is_refused_at_the_start() throws Exception {
    assertThat(run("mount", "-o", "remount,ro", disk.toString())).isZero();
    try (ProgramProcess program = start()) {
      assertThat(program.exitCode()).isEqualTo(1);
      assertThat(program.err()).hasLineCount(1).contains("store.file", "cannot be written to");
    }
  }

  /** Writes a file until nothing more fits beside it. */
  private Path fill() throws IOException {
    Path ballast = disk.resolve("ballast");
    byte[] block = new byte[4_096];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      return ballast;
    }
  }

  private static RawConnection.Answer ask(int port, String path) {
    try (RawConnection connection = new RawConnection(port)) {
      connection.send(GET.formatted(path));
      return connection.answer(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
