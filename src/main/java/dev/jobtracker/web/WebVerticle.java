package dev.jobtracker.web;

import dev.jobtracker.config.Config;
import dev.jobtracker.config.ConfigException;
import dev.jobtracker.config.HttpConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.BindException;
import java.time.InstantSource;
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

  /** The key of the port, an integer. */
  public static final String PORT = "port";

  /** How long answers that are under way may take when the server stops. */
  private static final long STOP_SECONDS = 2;

  private final InstantSource clock;
  private HttpServer server;
  private RpcDoor sockets;
  private EventStreams streams;

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
    Deployment deployment = Deployment.of(vertx, deploymentID(), config, clock);
    Connections connections =
        new Connections(deployment.connections(), config.http().maxConnections());
    connections.watch(vertx, config.http().idleTimeout());
    TrackerGateway tracker = new TrackerGateway(vertx);
    Seats seats = new Seats(deployment.sockets(), config.live().maxSockets());
    Live live = new Live(new LiveFeed(), tracker, seats, config.live());
    Problems problems = new Problems(tracker);
    Router router = Router.router(vertx);
    problems.mount(router);
    mountChecks(router, new Origins(config), connections);
    mountDoors(router, config, deployment.sessions(), live);
    Methods.refuseOthers(router);
    server =
        vertx
            .createHttpServer(ServerSettings.of(config))
            .connectionHandler(connections::accept)
            .exceptionHandler(broken -> LOG.debug("A connection broke", broken))
            .invalidRequestHandler(problems::invalid)
            .requestHandler(router);
    return live.feed()
        .start(vertx)
        .compose(listening -> server.listen(deployment.address()))
        .onSuccess(open -> vertx.sharedData().getLocalMap(MAP).put(PORT, open.actualPort()))
        .recover(failure -> Future.failedFuture(explained(config.http(), failure)));
  }

  /** What every request passes before it comes to a door, in this order. */
  private static void mountChecks(Router router, Origins origins, Connections connections) {
    CommonHeaders headers = new CommonHeaders(origins);
    router.route().handler(headers::handle);
    router.route().handler(connections::handle);
    router.route().handler(RequestHead::check);
    router.route().handler(origins::requireHost);
    router.route().handler(headers::preflight);
  }

  /** Every door is one class that mounts its own routes. */
  private void mountDoors(Router router, Config config, Sessions sessions, Live live) {
    Access access = new Access(config.auth(), sessions);
    Origins origins = new Origins(config);
    RequestBody bodies = new RequestBody(config.http().maxBodyBytes());
    boolean allowClear = config.http().allowClear();
    router.route(Paths.API).handler(access::requireCaller);
    router.route().handler(origins::requireOrigin);
    router.route(Paths.API).handler(Paths::refuseTrailingSlash);
    new SessionRoutes(access, sessions, bodies, config.http().tls()).mount(router);
    new JobRoutes(access, live.tracker(), bodies, new JobPolls(vertx, live), allowClear)
        .mount(router);
    sockets = new RpcDoor(access, origins, live, allowClear);
    sockets.mount(router);
    sockets.watch(vertx);
    streams = new EventStreams(access, live);
    streams.mount(router);
    streams.watch(vertx);
    new PageRoutes().mount(router);
  }

  /** A start that fails on its configuration says in one sentence on which key of it. */
  private static Throwable explained(HttpConfig http, Throwable failure) {
    if (failure instanceof BindException) {
      String rule = "cannot listen on " + http.host() + ":" + http.port() + ", ";
      return new ConfigException("http.port", rule + failure.getMessage());
    }
    return failure;
  }

  @Override
  public Future<?> stop() {
    Deployment.forget(vertx, deploymentID());
    if (server == null) {
      return Future.succeededFuture();
    }
    return Future.join(sockets.close(), streams.close())
        .transform(closed -> server.shutdown(STOP_SECONDS, TimeUnit.SECONDS));
  }
}
