package dev.jobtracker.demo;

import static dev.jobtracker.tracker.Bus.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.config.Config;
import dev.jobtracker.tracker.Bus;
import dev.jobtracker.tracker.JobTrackerVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksumWorkerTest {
  @TempDir Path folder;
  private Vertx vertx;

  @BeforeEach
  void deploy() {
    vertx = Vertx.vertx();
    await(vertx.deployVerticle(new JobTrackerVerticle()));
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private Promise<JsonObject> firstEvent(Predicate<JsonObject> condition) {
    Promise<JsonObject> first = Promise.promise();
    vertx
        .eventBus()
        .<JsonObject>consumer(
            "jobs.events",
            event -> {
              if (condition.test(event.body())) {
                first.tryComplete(event.body());
              }
            });
    return first;
  }

  private String start() {
    JsonObject document =
        new JsonObject().put("demo", new JsonObject().put("directory", folder.toString()));
    Config.from(document);
    DeploymentOptions options = new DeploymentOptions().setConfig(document);
    return await(vertx.deployVerticle("dev.jobtracker.demo.ChecksumWorker", options));
  }

  private static String sha256(String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void round_sums_regular_files_and_follows_no_link() throws Exception {
    Files.writeString(folder.resolve("b.txt"), "bb");
    Files.createDirectory(folder.resolve("sub"));
    Files.writeString(folder.resolve("sub/a.txt"), "a");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("b.txt"));
    Files.createSymbolicLink(folder.resolve("loop"), folder);
    Promise<JsonObject> end = firstEvent(job -> "completed".equals(job.getString("status")));
    start();
    JsonObject job = await(end.future());
    String lines = sha256("bb") + "  b.txt\n" + sha256("a") + "  sub/a.txt\n";
    assertThat(job.getJsonObject("result"))
        .isEqualTo(new JsonObject().put("files", 2).put("bytes", 3).put("sha256", sha256(lines)));
    assertThat(job.getString("type")).isEqualTo("checksum");
    assertThat(job.getString("title")).isEqualTo("Checksums of " + folder);
    assertThat(job.getNumber("done").intValue()).isEqualTo(2);
    assertThat(job.getNumber("total").intValue()).isEqualTo(2);
    assertThat(job.getString("unit")).isEqualTo("files");
    assertThat(job.getString("current_step")).isEqualTo("sub/a.txt");
  }

  @Test
  void cancel_ends_the_round_and_the_next_one_follows() throws Exception {
    for (int i = 0; i < 200; i++) {
      Files.writeString(folder.resolve(i + ".txt"), "text");
    }
    Promise<JsonObject> moving = firstEvent(job -> job.getDouble("progress") > 0);
    Promise<JsonObject> cancelled = firstEvent(job -> "cancelled".equals(job.getString("status")));
    start();
    String id = await(moving.future()).getString("task_id");
    Promise<JsonObject> next = firstEvent(job -> !id.equals(job.getString("task_id")));
    new Bus(vertx).call("jobs.cancel", new JsonObject().put("task_id", id));
    JsonObject job = await(cancelled.future());
    assertThat(job.getJsonObject("result").getInteger("files")).isBetween(1, 199);
    await(next.future());
  }

  @Test
  void undeployed_leaves_no_job_running() throws Exception {
    for (int i = 0; i < 200; i++) {
      Files.writeString(folder.resolve(i + ".txt"), "text");
    }
    Promise<JsonObject> moving = firstEvent(job -> job.getDouble("progress") > 0);
    String deployment = start();
    JsonObject job = await(moving.future());
    await(vertx.undeploy(deployment));
    JsonObject now = new Bus(vertx).get(new JsonObject().put("task_id", job.getString("task_id")));
    assertThat(now.getString("status")).isEqualTo("failed");
  }

  @Test
  void file_that_is_gone_is_left_out() {
    assertThat(FileSums.sum(folder.resolve("gone"))).isNull();
  }

  @Test
  void directory_that_is_none_fails_the_deployment() {
    folder = folder.resolve("none");
    assertThatThrownBy(this::start)
        .hasMessage("demo.directory: must be the path of a directory, found \"" + folder + "\"");
  }
}
