package dev.jobtracker.web;

import dev.jobtracker.config.Config;
import dev.jobtracker.web.access.Sessions;
import dev.jobtracker.web.limit.LimitHits;
import dev.jobtracker.web.ops.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the instances of one deployment have in common, although each runs on an event loop of its
 * own: the port, the count of connections and the sessions. They must know these at once, while a
 * connection or a request waits, so messages between them would not do; and what is here is only an
 * atomic number and a map that locks itself.
 *
 * @param address where to listen; where a free port is asked for, all instances share one
 * @param connections how many connections are open
 * @param sockets how many WebSockets, event streams and waiting polls there are
 * @param sessions the sessions of browsers
 * @param metrics what all instances count
 * @param complete when the metrics have all that they show, and the sessions are known
 * @param stopping whether the server is about to end
 */
record Deployment(
    SocketAddress address,
    AtomicInteger connections,
    AtomicInteger sockets,
    Sessions sessions,
    Metrics metrics,
    Future<Void> complete,
    AtomicBoolean stopping)
    implements Shareable {
  private static final String MAP = "jobtracker.web.deployments";

  /** A start waits so long at most for the sessions of other nodes, and goes on without. */
  private static final long SESSIONS_MILLIS = 2_000;

  /** Tells deployments apart that ask for a free port each; far from what others may count. */
  private static final AtomicInteger FREE_PORTS = new AtomicInteger(1_000_000);

  /** Returns what the first instance of this deployment made, or makes it. */
  static Deployment of(Vertx vertx, String id, Config config, InstantSource clock) {
    LocalMap<String, Deployment> deployments = vertx.sharedData().getLocalMap(MAP);
    return deployments.computeIfAbsent(id, absent -> create(vertx, config, clock));
  }

  private static Deployment create(Vertx vertx, Config config, InstantSource clock) {
    String host = config.http().host();
    int port = config.http().port();
    SocketAddress address =
        port == 0
            ? SocketAddress.sharedRandomPort(FREE_PORTS.incrementAndGet(), host)
            : SocketAddress.inetSocketAddress(port, host);
    AtomicInteger connections = new AtomicInteger();
    LimitHits hits = new LimitHits();
    Sessions sessions = sessions(config, clock, hits);
    AtomicBoolean stopping = new AtomicBoolean();
    Metrics metrics = new Metrics(connections, sessions, hits);
    return new Deployment(
        address,
        connections,
        new AtomicInteger(),
        sessions,
        metrics,
        knownSoon(vertx, sessions.exchange(vertx, stopping::get))
            .compose(known -> vertx.executeBlocking(metrics::bindMachine)),
        stopping);
  }

  /** By a timer, as the timeout of a future without a context ends on a thread that is not ours. */
  private static Future<Void> knownSoon(Vertx vertx, Future<Void> sessions) {
    Promise<Void> soon = Promise.promise();
    long timer = vertx.setTimer(SESSIONS_MILLIS, late -> soon.tryComplete());
    sessions.onComplete(
        known -> {
          vertx.cancelTimer(timer);
          soon.tryComplete();
        });
    return soon.future();
  }

  private static Sessions sessions(Config config, InstantSource clock, LimitHits hits) {
    boolean ofNodes = config.store().url() != null && config.auth().required();
    return ofNodes
        ? Sessions.ofNodes(config.auth(), clock, hits)
        : new Sessions(config.auth(), clock, hits);
  }

  /**
   * Publishes the port that is open. The key {@link WebVerticle#PORT} belongs to the deployment
   * that came first, as long as it is there, then to one of those that are left; every deployment
   * has its own under its id.
   */
  static void publishPort(Vertx vertx, String id, int port) {
    LocalMap<String, Integer> ports = vertx.sharedData().getLocalMap(WebVerticle.MAP);
    ports.put(id, port);
    ports.putIfAbsent(WebVerticle.PORT, port);
  }

  private static void withdrawPort(Vertx vertx, String id) {
    LocalMap<String, Integer> ports = vertx.sharedData().getLocalMap(WebVerticle.MAP);
    Integer port = ports.remove(id);
    if (port != null && ports.removeIfPresent(WebVerticle.PORT, port)) {
      ports.values().stream()
          .findFirst()
          .ifPresent(left -> ports.putIfAbsent(WebVerticle.PORT, left));
    }
  }

  /** Forgets a deployment that ends; its instances hold on to what they have. */
  static void forget(Vertx vertx, String id) {
    withdrawPort(vertx, id);
    LocalMap<String, Deployment> deployments = vertx.sharedData().getLocalMap(MAP);
    Deployment ended = deployments.remove(id);
    if (ended != null) {
      ended.stopping().set(true);
      ended.complete().onComplete(done -> ended.metrics().close());
    }
  }
}
