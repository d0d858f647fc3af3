package dev.jobtracker.page;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.tracker.JobTrackerVerticle;
import dev.jobtracker.web.WebVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/** A tracker with its page. It can be stopped and started again on the same port, then empty. */
final class PageServer implements AutoCloseable {
  private final JsonObject config;
  private Vertx vertx;
  private String web;
  private String tracker;
  private Bus bus;
  private int port;

  PageServer() {
    this(new JsonObject());
  }

  PageServer(JsonObject config) {
    this.config = config.copy();
    start();
  }

  void start() {
    startWith(bus -> {});
  }

  /** Starts the tracker, does something, and only then opens the port. */
  void startWith(Consumer<Bus> first) {
    vertx = Vertx.vertx();
    bus = new Bus(vertx);
    JsonObject http = config.getJsonObject("http", new JsonObject()).copy().put("port", port);
    DeploymentOptions options = new DeploymentOptions().setConfig(config.copy().put("http", http));
    tracker = Bus.await(vertx.deployVerticle(JobTrackerVerticle.class.getName(), options));
    first.accept(bus);
    web = Bus.await(vertx.deployVerticle(WebVerticle.class.getName(), options));
    port = (Integer) vertx.sharedData().getLocalMap(WebVerticle.MAP).get(WebVerticle.PORT);
  }

  /** Stops the server as the program does: first the doors, so that nobody sees the tracker end. */
  void stop() {
    Bus.await(vertx.undeploy(web));
    Bus.await(vertx.close());
  }

  /** Leaves the doors open and takes the tracker away: nothing can be saved then. */
  void stopTracker() {
    Bus.await(vertx.undeploy(tracker));
  }

  /** Brings the tracker back behind the open doors. With a store it has its jobs again. */
  void startTracker() {
    DeploymentOptions options = new DeploymentOptions().setConfig(config.copy());
    tracker = Bus.await(vertx.deployVerticle(JobTrackerVerticle.class.getName(), options));
  }

  /** Changes jobs while the tracker is away, through another process, as it were. */
  void changeElsewhere(Consumer<Bus> changes) {
    Vertx other = Vertx.vertx();
    DeploymentOptions options = new DeploymentOptions().setConfig(config.copy());
    Bus.await(other.deployVerticle(JobTrackerVerticle.class.getName(), options));
    changes.accept(new Bus(other));
    Bus.await(other.close());
  }

  Vertx vertx() {
    return vertx;
  }

  Bus bus() {
    return bus;
  }

  int port() {
    return port;
  }

  /** The address of the page, without a slash at its end. */
  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Creates a job elsewhere, that is, not through the page. */
  JsonObject create(String type, String title) {
    return create(new JsonObject().put("type", type).put("title", title));
  }

  JsonObject create(JsonObject body) {
    return bus.call("jobs.create", body);
  }

  JsonObject update(JsonObject job, String key, Object value) {
    return bus.update(job, new JsonObject().put(key, value));
  }

  @Override
  public void close() {
    stop();
  }
}
