package dev.jobtracker.process;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A node of a clustered Vert.x, started by {@link ClusterNode}, that does what it reads, a JSON
 * object a line: deploys a verticle by its class name, makes a request, or listens. It uses no
 * class of the tracker's and none of the tests', so it also runs where there are none.
 */
final class BusNode {
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  /** What is sent to a node that has just died is never answered. */
  private static final DeliveryOptions ANSWER = new DeliveryOptions().setSendTimeout(5_000);

  private final Vertx vertx;

  private BusNode(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Joins the cluster of the first argument.
   *
   * @param arguments the cluster's name and, but for its first node, the address of another one
   */
  public static void main(String[] arguments) throws Exception {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          failure.printStackTrace();
          Runtime.getRuntime().halt(1);
        });
    HazelcastClusterManager cluster = new HazelcastClusterManager(config(arguments));
    VertxOptions options = new VertxOptions();
    options.getEventBusOptions().setHost("127.0.0.1");
    var starting = Vertx.builder().with(options).withClusterManager(cluster).buildClustered();
    BusNode node = new BusNode(starting.await(30, TimeUnit.SECONDS));
    var own = cluster.getHazelcastInstance().getCluster().getLocalMember().getAddress();
    OUT.println(new JsonObject().put("member", own.getHost() + ":" + own.getPort()).encode());
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      node.handle(new JsonObject(line));
    }
    Runtime.getRuntime().halt(0);
  }

  /** Loopback alone, no multicast, and nothing told to those who make Hazelcast. */
  private static Config config(String[] arguments) {
    Config config = new Config().setClusterName(arguments[0]);
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.logging.type", "none");
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.wait.seconds.before.join", "0");
    config.setProperty("hazelcast.partition.count", "11");
    NetworkConfig network = config.getNetworkConfig().setPort(0);
    network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true);
    for (int i = 1; i < arguments.length; i++) {
      join.getTcpIpConfig().addMember(arguments[i]);
    }
    return config;
  }

  private void handle(JsonObject command) {
    switch (command.getString("do")) {
      case "deploy" -> say(command, deploy(command));
      case "request" -> say(command, request(command));
      case "listen" -> say(command, listen(command.getString("address")));
      default -> throw new IllegalArgumentException(command.encode());
    }
  }

  private Future<JsonObject> deploy(JsonObject command) {
    DeploymentOptions options =
        new DeploymentOptions().setConfig(command.getJsonObject("config", new JsonObject()));
    return vertx
        .deployVerticle(command.getString("verticle"), options)
        .map(id -> new JsonObject().put("port", port()));
  }

  /** Returns where a web verticle of this node listens, null where there is none. */
  private Object port() {
    return vertx.sharedData().getLocalMap("jobtracker.web").get("port");
  }

  private Future<JsonObject> request(JsonObject command) {
    return vertx
        .eventBus()
        .<JsonObject>request(command.getString("address"), command.getJsonObject("body"), ANSWER)
        .map(BusNode::told);
  }

  private Future<JsonObject> listen(String address) {
    return vertx
        .eventBus()
        .<JsonObject>consumer(
            address, event -> OUT.println(new JsonObject().put("event", told(event)).encode()))
        .completion()
        .map(listening -> new JsonObject());
  }

  private static JsonObject told(Message<JsonObject> message) {
    JsonObject headers = new JsonObject();
    message.headers().forEach(headers::put);
    return new JsonObject().put("body", message.body()).put("headers", headers);
  }

  private static void say(JsonObject command, Future<JsonObject> outcome) {
    outcome.onComplete(
        done -> {
          JsonObject answer = new JsonObject().put("to", command.getInteger("number"));
          if (done.succeeded()) {
            answer.put("ok", done.result());
          } else {
            answer.put("failure", done.cause().getMessage());
          }
          if (done.cause() instanceof ReplyException refusal) {
            answer.put("code", refusal.failureCode());
          }
          OUT.println(answer.encode());
        });
  }
}
