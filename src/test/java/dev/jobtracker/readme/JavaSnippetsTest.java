package dev.jobtracker.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deploys every verticle of the README and of the guide. */
class JavaSnippetsTest {
  private static final JsonObject FREE_PORT =
      new JsonObject().put("http", new JsonObject().put("port", 0));

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final BlockingQueue<JsonObject> jobs = new LinkedBlockingQueue<>();

  private static JavaSnippets snippets;

  @BeforeAll
  static void compile(@TempDir Path folder) throws Exception {
    snippets = new JavaSnippets(folder);
  }

  @AfterAll
  static void letGo() throws Exception {
    snippets.close();
  }

  @BeforeEach
  void listen() {
    vertx.eventBus().<JsonObject>consumer("jobs.events", event -> jobs.add(event.body()));
  }

  @AfterEach
  void close() {
    Bus.await(vertx.close());
  }

  @Test
  void every_class_is_run_here() {
    assertThat(Guide.snippets("java"))
        .extracting(snippet -> JavaSnippets.className(snippet.text()))
        .containsExactlyInAnyOrder(
            "ImportVerticle",
            "com.example.imports.ImportVerticle",
            "ThumbnailVerticle",
            "RemoteVerticle",
            // AccessSnippetsTest runs it.
            "SignedToken",
            "ReportVerticle",
            "FollowVerticle");
  }

  @Test
  void verticle_of_the_readme_tracks_its_own_work() throws Exception {
    deploy("ImportVerticle", FREE_PORT);
    JsonObject job = await(seen -> seen.getString("status").equals("completed"));
    assertThat(bus.get(job).getJsonObject("result")).isEqualTo(JsonObject.of("rows", 900));
    assertThat(job.getDouble("done")).isEqualTo(900);
    assertThat(vertx.sharedData().getLocalMap("jobtracker.web").get("port")).isNotNull();
  }

  @Test
  void verticle_of_the_minimal_project_shows_a_job_that_moves() throws Exception {
    String id = deploy("com.example.imports.ImportVerticle", FREE_PORT);
    JsonObject job = await(seen -> seen.getDouble("progress", 0.0) > 0);
    assertThat(job.getString("title")).isEqualTo("Customers");
    Bus.await(vertx.undeploy(id));
  }

  @Test
  void tracked_work_ends_its_job() throws Exception {
    deployTracker();
    deploy("ThumbnailVerticle", new JsonObject());
    vertx.eventBus().send("thumbnails", new JsonObject().put("count", 30));
    JsonObject job = await(seen -> seen.getString("status").equals("completed"));
    assertThat(bus.get(job).getJsonObject("result")).isEqualTo(JsonObject.of("pictures", 30));
  }

  @Test
  void connected_verticle_tracks_its_work_over_the_network() throws Exception {
    Vertx elsewhere = Vertx.vertx();
    try {
      deployTracker();
      DeploymentOptions options = new DeploymentOptions().setConfig(FREE_PORT);
      Bus.await(vertx.deployVerticle("dev.jobtracker.web.WebVerticle", options));
      Object port = vertx.sharedData().getLocalMap("jobtracker.web").get("port");
      JsonObject config = JsonObject.of("tracker", "http://127.0.0.1:" + port);
      String id =
          Bus.await(
              elsewhere.deployVerticle(
                  snippets.verticle("RemoteVerticle"), new DeploymentOptions().setConfig(config)));
      JsonObject job = await(seen -> seen.getString("status").equals("completed"));
      assertThat(bus.get(job).getString("result")).isEqualTo("converted");
      assertThat(job.getString("type")).isEqualTo("convert");
      Bus.await(elsewhere.undeploy(id));
    } finally {
      Bus.await(elsewhere.close());
    }
  }

  @Test
  void verticle_without_a_class_of_ours_reports() throws Exception {
    deployTracker();
    deploy("ReportVerticle", new JsonObject());
    JsonObject job = await(seen -> seen.getString("status").equals("completed"));
    assertThat(job.getDouble("done")).isEqualTo(312);
    assertThat(job.getString("current_step")).isEqualTo("Reading");
  }

  @Test
  void consumer_hears_the_job_and_its_removal() throws Exception {
    deployTracker();
    JsonObject job = bus.create("import");
    BlockingQueue<String> news = new LinkedBlockingQueue<>();
    vertx.eventBus().consumer("news", (Message<String> heard) -> news.add(heard.body()));
    JsonObject id = new JsonObject().put("task_id", job.getString("task_id"));
    deploy("FollowVerticle", id);
    bus.update(job, new JsonObject().put("current_step", "Reading chapter 7"));
    assertThat(news.poll(10, TimeUnit.SECONDS)).isEqualTo("Reading chapter 7");
    bus.call("jobs.delete", id);
    assertThat(news.poll(10, TimeUnit.SECONDS)).isEqualTo("deleted");
  }

  private void deployTracker() {
    Bus.await(vertx.deployVerticle("dev.jobtracker.tracker.JobTrackerVerticle"));
  }

  private String deploy(String className, JsonObject config) throws ReflectiveOperationException {
    DeploymentOptions options = new DeploymentOptions().setConfig(config);
    return Bus.await(vertx.deployVerticle(snippets.verticle(className), options));
  }

  private JsonObject await(Predicate<JsonObject> condition) throws InterruptedException {
    JsonObject seen = jobs.poll(10, TimeUnit.SECONDS);
    while (seen != null && !condition.test(seen)) {
      seen = jobs.poll(10, TimeUnit.SECONDS);
    }
    assertThat(seen).isNotNull();
    return seen;
  }
}
