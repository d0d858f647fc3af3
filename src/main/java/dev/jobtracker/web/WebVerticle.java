package dev.jobtracker.web;

import dev.jobtracker.config.Config;
import dev.jobtracker.config.HttpConfig;
import dev.jobtracker.web.access.Access;
import dev.jobtracker.web.access.CallerEnds;
import dev.jobtracker.web.access.Origins;
import dev.jobtracker.web.access.SessionRoutes;
import dev.jobtracker.web.door.BridgeDoor;
import dev.jobtracker.web.door.DescriptionDoor;
import dev.jobtracker.web.door.EventStreams;
import dev.jobtracker.web.door.JobPolls;
import dev.jobtracker.web.door.JobRoutes;
import dev.jobtracker.web.door.PageRoutes;
import dev.jobtracker.web.door.RpcDoor;
import dev.jobtracker.web.http.Connections;
import dev.jobtracker.web.http.Door;
import dev.jobtracker.web.http.JobAnswers;
import dev.jobtracker.web.http.Methods;
import dev.jobtracker.web.http.RequestBody;
import dev.jobtracker.web.limit.LimitHits;
import dev.jobtracker.web.limit.Seats;
import dev.jobtracker.web.limit.TrackerGateway;
import dev.jobtracker.web.live.FirstStates;
import dev.jobtracker.web.live.Flushes;
import dev.jobtracker.web.live.LiveFeed;
import dev.jobtracker.web.live.LiveServices;
import dev.jobtracker.web.ops.EventLoopLag;
import dev.jobtracker.web.ops.HealthDoor;
import dev.jobtracker.web.ops.HttpTimes;
import dev.jobtracker.web.ops.MetricsDoor;
import dev.jobtracker.web.ops.RouteLabels;
import dev.jobtracker.web.ops.TrackerHealth;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves HTTP in front of the tracker's addresses (contract, sections 7 to 9). Any number of
 * instances share one port. Its {@code config()} is the whole configuration document; without one
 * it runs on defaults. The port that it listens on is in the local map {@link #MAP} under {@link
 * #PORT}.
 */
public final class WebVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(WebVerticle.class);

  /** The local map of {@code vertx.sharedData()} in which the port is published. */
  public static final String MAP = "jobtracker.web";

  /**
   * The key of the port, an integer, of the deployment that came first. Each has its own under its
   * deployment id too.
   */
  public static final String PORT = "port";

  /** How long answers that are under way may take when the server stops. */
  private static final long STOP_SECONDS = 2;

  private final InstantSource clock;
  private Deployment deployment;
  private HttpServer server;
  private Router router;
  private final RouteLabels labels = new RouteLabels();
  private List<Door> doors = List.of();

  /** Creates a server that tells the time of the system. */
  public WebVerticle() {
    this(InstantSource.system());
  }

  /** Creates a server that tells the time of this clock. */
  @SuppressWarnings("NullAway.Init")
  WebVerticle(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    Config config = Config.from(config());
    deployment = Deployment.of(vertx, deploymentID(), config, clock);
    return Future.<Void>succeededFuture()
        .compose(begin -> open(config))
        .onFailure(failure -> Deployment.forget(vertx, deploymentID()));
  }

  /** Builds all that is served and opens the port; whatever fails here is given back. */
  private Future<?> open(Config config) {
    LimitHits hits = deployment.metrics().hits();
    hits.watch(vertx);
    Connections connections =
        new Connections(deployment.connections(), config.http().maxConnections(), hits);
    connections.watch(vertx, config.http().idleTimeout());
    EventLoopLag.watch(vertx, deployment.metrics().lags());
    Origins origins = new Origins(config, hits);
    Access access = Access.of(vertx, config, deployment.sessions(), clock, hits);
    LiveServices live = live(config);
    CommonHeaders headers = new CommonHeaders(origins);
    Problems problems = new Problems(access, live.tracker(), headers);
    router = Router.router(vertx);
    problems.mount(router);
    HttpTimes times = deployment.metrics().http();
    Entrance entrance = new Entrance(times, labels, headers, connections, origins, access);
    router.route().handler(entrance::handle);
    doors = doors(config, access, origins, live);
    doors.forEach(door -> door.mount(router));
    labels.learn(router);
    Methods.refuseOthers(router);
    server =
        vertx
            .createHttpServer(ServerSettings.of(config))
            .connectionHandler(connections::accept)
            .exceptionHandler(broken -> LOG.debug("A connection broke", broken))
            .invalidRequestHandler(problems::invalid)
            .requestHandler(router);
    return live.feed()
        .start()
        .compose(listening -> deployment.complete())
        .compose(complete -> listen(config.http()))
        .onSuccess(open -> Deployment.publishPort(vertx, deploymentID(), open.actualPort()));
  }

  /** Opens the port; a refusal says in one sentence which key of the configuration asked for it. */
  private Future<HttpServer> listen(HttpConfig http) {
    return server
        .listen(deployment.address())
        .recover(failure -> Future.failedFuture(ListenFailure.explained(http, failure)));
  }

  private LiveServices live(Config config) {
    LimitHits hits = deployment.metrics().hits();
    TrackerGateway tracker = new TrackerGateway(vertx, hits, config.store().answerPatience());
    LiveFeed feed = new LiveFeed(vertx, tracker);
    return new LiveServices(
        vertx,
        feed,
        new FirstStates(tracker, feed),
        new Flushes(vertx),
        tracker,
        new Seats(deployment.sockets(), config.live().maxSockets(), hits),
        config.live(),
        deployment.metrics().live(),
        new CallerEnds(deployment.sessions(), clock).watch(vertx));
  }

  /** Returns what metrics call the paths that are served. */
  RouteLabels labels() {
    return labels;
  }

  /** Returns what is served, once it is started. */
  Router router() {
    return router;
  }

  /** Every door is one class that mounts its own routes. */
  private List<Door> doors(Config config, Access access, Origins origins, LiveServices live) {
    HttpConfig http = config.http();
    RequestBody bodies = new RequestBody(http.maxBodyBytes(), deployment.metrics().hits());
    TrackerGateway tracker = live.tracker();
    TrackerHealth health = new TrackerHealth(tracker, config.store());
    JobAnswers answers = new JobAnswers();
    List<Door> doors =
        new ArrayList<>(
            List.of(
                // First, as the router tries one route after the other.
                new JobRoutes(access, tracker, bodies, answers, new JobPolls(live, answers)),
                new SessionRoutes(access, deployment.sessions(), bodies, http.tls()),
                new RpcDoor(access, origins, live),
                new EventStreams(access, live),
                new HealthDoor(health, deployment.stopping()),
                new MetricsDoor(access, tracker, health, deployment.metrics()),
                new DescriptionDoor(),
                new PageRoutes()));
    if (config.bridge().enabled()) {
      doors.add(
          new BridgeDoor(access, origins, live, config.bridge(), config.store().answerPatience()));
    }
    return doors;
  }

  @Override
  public Future<?> stop() {
    if (deployment == null) {
      return Future.succeededFuture();
    }
    deployment.stopping().set(true);
    return Future.join(doors.stream().map(Door::close).toList())
        .transform(closed -> server.shutdown(STOP_SECONDS, TimeUnit.SECONDS))
        .onComplete(closed -> Deployment.forget(vertx, deploymentID()));
  }
}
