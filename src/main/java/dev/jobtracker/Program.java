package dev.jobtracker;

import dev.jobtracker.config.HttpConfig;
import dev.jobtracker.config.ProgramConfig;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running program: one tracker, its web verticles, and the sample worker where one is asked
 * for.
 */
final class Program {
  static final String TRACKER = "dev.jobtracker.tracker.JobTrackerVerticle";
  static final String WEB = "dev.jobtracker.web.WebVerticle";
  static final String DEMO = "dev.jobtracker.demo.ChecksumWorker";

  /** The program ends within 5 s of a signal; the rest is for the virtual machine's own end. */
  private static final long STOP_MILLIS = 4_500;

  private static final Logger LOG = LoggerFactory.getLogger(Program.class);

  private final Vertx vertx;
  private final ProgramConfig config;

  /** What calls the tracker: it is stopped first, while the tracker still answers. */
  private final List<String> callers = new ArrayList<>();

  private @Nullable String tracker;

  private Program(Vertx vertx, ProgramConfig config) {
    this.vertx = vertx;
    this.config = config;
  }

  /**
   * Deploys everything and waits until it answers.
   *
   * @throws StartException naming what failed; nothing is left running then
   */
  static Program start(ProgramConfig config) {
    VertxOptions options =
        new VertxOptions().setEventLoopPoolSize(loops(config)).setPreferNativeTransport(true);
    Program program = new Program(Vertx.vertx(options), config);
    try {
      program.tracker = program.deploy(TRACKER, 1);
      program.callers.add(program.deploy(WEB, webInstances(config)));
      if (config.config().demo().directory() != null) {
        program.callers.add(program.deploy(DEMO, 1));
      }
      LOG.info("started, {} web verticles", webInstances(config));
      return program;
    } catch (RuntimeException e) {
      program.stop();
      throw e;
    }
  }

  /** The address of the page, with the port that is really open. */
  String url() {
    HttpConfig http = config.config().http();
    String host = http.host().contains(":") ? "[" + http.host() + "]" : http.host();
    int port =
        vertx
            .sharedData()
            .<String, Integer>getLocalMap("jobtracker.web")
            .getOrDefault("port", http.port());
    return "%s://%s:%d".formatted(http.tls() ? "https" : "http", host, port);
  }

  /** Stops the callers, then all else, and gives up waiting in time for the promised end. */
  void stop() {
    LOG.info("stopping");
    // A promise without a context: the end of Vert.x is told when no event loop is left to tell it.
    Promise<Void> undeployed = Promise.promise();
    handOver()
        .transform(handedOver -> Future.join(callers.stream().map(vertx::undeploy).toList()))
        .onComplete(ended -> undeployed.complete());
    try {
      undeployed.future().compose(ended -> vertx.close()).await(STOP_MILLIS, TimeUnit.MILLISECONDS);
      LOG.info("stopped");
    } catch (TimeoutException e) {
      LOG.warn(
          "not all connections ended within {} ms, the program ends without them", STOP_MILLIS);
    }
  }

  /** A node gives its right to write to another one first: its callers then find that one. */
  private Future<?> handOver() {
    return tracker == null || config.config().store().url() == null
        ? Future.succeededFuture()
        : vertx.undeploy(tracker);
  }

  private static int webInstances(ProgramConfig config) {
    Integer instances = config.config().http().instances();
    return instances == null ? Runtime.getRuntime().availableProcessors() : instances;
  }

  /**
   * No more event loops than can run at once: with twice as many, as Vert.x has by default, each
   * request wakes two threads that compete for a core. And no more than there are web verticles:
   * the tracker needs a few hundredths of a loop, and what asks it on its own wakes nobody.
   */
  private static int loops(ProgramConfig config) {
    return Math.min(Runtime.getRuntime().availableProcessors(), webInstances(config));
  }

  private String deploy(String verticle, int instances) {
    DeploymentOptions options =
        new DeploymentOptions().setConfig(config.document()).setInstances(instances);
    Future<String> id = vertx.deployVerticle(verticle, options);
    return id.recover(e -> Future.failedFuture(StartException.of(verticle, e))).await();
  }
}
