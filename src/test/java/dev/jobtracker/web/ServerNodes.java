package dev.jobtracker.web;

import dev.jobtracker.process.OwnPostgres;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Nodes of one tracker in this process, each on a Vert.x of its own, with a database in common; of
 * another tracker in each test, at whose end they are closed.
 */
public final class ServerNodes extends OwnPostgres
    implements BeforeEachCallback, AfterEachCallback {
  private final List<Server> nodes = new ArrayList<>();
  private String cluster;

  @Override
  public void beforeEach(ExtensionContext context) {
    cluster = "nodes-" + System.nanoTime();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    nodes.forEach(Server::close);
    nodes.clear();
  }

  /** Starts one more node, with this in its configuration. */
  public Server start(JsonObject config) {
    return add(new Server(inCluster(config)));
  }

  /** Starts one whose verticles share one event loop. */
  public Server startOnOneLoop(JsonObject config) {
    return add(Server.onOneLoop(inCluster(config)));
  }

  private JsonObject inCluster(JsonObject config) {
    JsonObject whole = config.copy().put("store", server().store());
    whole.put("cluster", whole.getJsonObject("cluster", new JsonObject()).put("name", cluster));
    return whole;
  }

  private Server add(Server node) {
    nodes.add(node);
    return node;
  }

  /** Stops a node in order. */
  public void stop(Server node) {
    nodes.remove(node);
    node.close();
  }

  /** Returns the nodes that are there. */
  public List<Server> all() {
    return List.copyOf(nodes);
  }
}
