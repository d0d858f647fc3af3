package dev.jobtracker.readme;

import dev.jobtracker.client.JobTracker;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.NewJob;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Java of the README, which {@link ReadmeTest} compares with it word for word, and runs. */
final class Snippets {
  private static final Logger log = LoggerFactory.getLogger(Snippets.class);

  private Snippets() {}

  static Future<String> deploy(Vertx vertx, JsonObject config) {
    return vertx
        .deployVerticle("dev.jobtracker.tracker.JobTrackerVerticle", new DeploymentOptions())
        .compose(
            tracker ->
                vertx.deployVerticle(
                    "dev.jobtracker.web.WebVerticle",
                    new DeploymentOptions().setConfig(config).setInstances(2)));
  }

  static Future<Message<JsonObject>> overTheBus(Vertx vertx) {
    EventBus bus = vertx.eventBus();
    Future<Message<JsonObject>> reported =
        bus.<JsonObject>request(
                "jobs.create", new JsonObject().put("type", "import").put("total", 900))
            .map(created -> created.body().getString("task_id"))
            .compose(
                id -> {
                  JsonObject update = new JsonObject().put("task_id", id).put("add", 312);
                  return bus.<JsonObject>request(
                      "jobs.update", update.put("current_step", "Reading"));
                })
            .onSuccess(job -> log.info("{}", job.body().getDouble("progress")));
    return reported;
  }

  static Future<Job> track(Vertx vertx) {
    JobTracker tracker = new JobTracker(vertx);
    Future<Job> finished =
        tracker.trackBlocking(
            NewJob.of("thumbnails").withTitle("Holiday pictures").withTotal(900.0, "files"),
            reporter -> {
              for (int i = 1; i <= 900; i++) {
                reporter.throwIfCancelled();
                reporter.done(i).step("Picture " + i);
              }
              return new JsonObject().put("pictures", 900);
            });
    return finished;
  }

  static void follow(Vertx vertx, String taskId) {
    vertx
        .eventBus()
        .<JsonObject>consumer(
            "jobs.events." + taskId,
            event -> {
              boolean removed = "removed".equals(event.headers().get("event"));
              log.info("{}", event.body().getString(removed ? "reason" : "current_step"));
            });
  }
}
