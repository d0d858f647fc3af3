package dev.jobtracker.readme;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.tracker.Bus;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Runs what the README tells its reader to run, against a real server. */
class ReadmeTest {
  private static final Path BASE = Path.of(System.getProperty("project.basedir", "."));
  private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern CONFIGURATION_ROW =
      Pattern.compile("\\| `(http|tracker|live|auth|bridge|demo)\\.(\\w+)` \\| `([^`]*)` \\|");

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private int port;

  @BeforeEach
  void deploy() {
    JsonObject config = new JsonObject().put("http", new JsonObject().put("port", 0));
    Bus.await(Snippets.deploy(vertx, config));
    port = (Integer) vertx.sharedData().getLocalMap("jobtracker.web").get("port");
  }

  @AfterEach
  void close() {
    Bus.await(vertx.close());
  }

  @Test
  void javaOfTheReadme_isWhatThisTestRuns() throws IOException {
    String source =
        squeezed(
            Files.readString(BASE.resolve("src/test/java/dev/jobtracker/readme/Snippets.java")));
    assertThat(blocks("java")).isNotEmpty();
    for (String block : blocks("java")) {
      assertThat(source).contains(squeezed(block));
    }
  }

  @Test
  void reportOverTheBus_works() {
    JsonObject job = Bus.await(Snippets.overTheBus(vertx)).body();
    assertThat(job.getDouble("progress")).isEqualTo(312.0 / 900);
    assertThat(job.getString("status")).isEqualTo("running");
  }

  @Test
  void track_endsTheJobAsCompleted() {
    Job job = Bus.await(Snippets.track(vertx));
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(job.done()).isEqualTo(900.0);
    assertThat(job.result()).isEqualTo("{\"pictures\":900}");
  }

  @Test
  void shellOfTheReadme_runs() throws Exception {
    StringBuilder output = new StringBuilder();
    for (String block : blocks("shell")) {
      output.append(run("bash", "-euo", "pipefail", "-c", here(block)));
    }
    assertThat(newest("import").getJsonObject("result")).isEqualTo(new JsonObject("{\"rows\":42}"));
    JsonObject followed = newest("export");
    assertThat(output)
        .contains("event: job\ndata: " + followed.encode() + "\n\n")
        .contains("\"revision\":2");
  }

  @Test
  void consumerOfTheReadme_hearsTheJobAndItsRemoval() throws InterruptedException {
    JsonObject job = bus.create("import");
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    Logger logger = (Logger) LoggerFactory.getLogger(Snippets.class);
    Appender appender = new Appender(heard);
    appender.start();
    logger.addAppender(appender);
    Snippets.follow(vertx, job.getString("task_id"));
    bus.update(job, new JsonObject().put("current_step", "Reading chapter 7"));
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("Reading chapter 7");
    bus.call("jobs.delete", new JsonObject().put("task_id", job.getString("task_id")));
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("deleted");
    logger.detachAppender(appender);
  }

  /** Hears what is logged. */
  private static final class Appender extends AppenderBase<ILoggingEvent> {
    private final BlockingQueue<String> heard;

    Appender(BlockingQueue<String> heard) {
      this.heard = heard;
    }

    @Override
    protected void append(ILoggingEvent event) {
      heard.add(event.getFormattedMessage());
    }
  }

  @Test
  void pythonOfTheReadme_runs() throws Exception {
    for (String block : blocks("python")) {
      run("python3", "-c", here(block));
    }
    assertThat(newest("chapter").getString("status")).isEqualTo("completed");
  }

  @Test
  void configurationTable_listsEveryKeyWithItsDefault() throws IOException {
    Map<String, String> table = new TreeMap<>();
    Matcher row = CONFIGURATION_ROW.matcher(readme());
    while (row.find()) {
      table.put(row.group(1) + "." + row.group(2), row.group(3));
    }
    Map<String, String> file = new TreeMap<>();
    JsonObject config = new JsonObject(Files.readString(BASE.resolve("conf/tracker.json")));
    for (String section : config.fieldNames()) {
      for (Map.Entry<String, Object> key : config.getJsonObject(section)) {
        file.put(section + "." + key.getKey(), io.vertx.core.json.Json.encode(key.getValue()));
      }
    }
    assertThat(table).isEqualTo(file);
  }

  private JsonObject newest(String type) {
    JsonObject page = bus.call("jobs.list", new JsonObject().put("type", type));
    return bus.get(page.getJsonArray("jobs").getJsonObject(0));
  }

  private String here(String script) {
    assertThat(script).contains("localhost:8080");
    return script.replace("localhost:8080", "127.0.0.1:" + port);
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  static List<String> blocks(String language) throws IOException {
    return BLOCK
        .matcher(readme())
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }

  private static String readme() throws IOException {
    return Files.readString(BASE.resolve("README.md"));
  }

  /** Line breaks and indentation follow the place, so they do not count. */
  private static String squeezed(String java) {
    return java.replaceAll("\\s+", "");
  }
}
