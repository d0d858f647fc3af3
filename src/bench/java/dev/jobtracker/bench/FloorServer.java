package dev.jobtracker.bench;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the machine and Vert.x can do without a tracker: a bare server on as many event loops that
 * answers every HTTP request with one fixed job, and hands what a worker says on a WebSocket to all
 * sockets that watch the same id, in a frame of the same size.
 */
public final class FloorServer extends VerticleBase {
  private static final int INSTANCES =
      Integer.getInteger("floor.instances", Runtime.getRuntime().availableProcessors());
  private static final String FRAMES = "frames";

  /** Vert.x has the transport of Java by default; the tracker's program takes the native one. */
  private static final boolean NATIVE = Boolean.getBoolean("floor.native");

  private final Map<String, List<ServerWebSocket>> watching = new HashMap<>();
  private final String job;
  private final Buffer body;
  private HttpServer server;

  @SuppressWarnings("NullAway.Init")
  private FloorServer(String job) {
    this.job = job;
    this.body = Buffer.buffer(job);
  }

  /** Starts the server; the argument is the job that it answers with. */
  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(NATIVE));
    List<FloorServer> servers = new ArrayList<>();
    vertx
        .deployVerticle(
            () -> {
              FloorServer one = new FloorServer(args[0]);
              servers.add(one);
              return one;
            },
            new DeploymentOptions().setInstances(INSTANCES))
        .await();
    System.out.println("floor ready on http://127.0.0.1:" + servers.get(0).server.actualPort());
  }

  @Override
  public Future<?> start() {
    vertx.eventBus().<String>consumer(FRAMES, message -> broadcast(message.body()));
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setPerMessageWebSocketCompressionSupported(false)
                    .setPerFrameWebSocketCompressionSupported(false))
            .requestHandler(this::answer)
            .webSocketHandler(
                socket -> socket.textMessageHandler(message -> hear(socket, message)));
    // A negative port is one free port that all instances share.
    return server.listen(-1, "127.0.0.1");
  }

  private void answer(HttpServerRequest request) {
    if (request.method() == HttpMethod.GET) {
      answer(request, 200);
    } else {
      int status = request.method() == HttpMethod.POST ? 201 : 200;
      request.body().onSuccess(read -> answer(request, status));
    }
  }

  private void answer(HttpServerRequest request, int status) {
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(body);
  }

  private void hear(ServerWebSocket socket, String message) {
    String id = Text.value(message, "task_id");
    if (message.contains("jobs.watch")) {
      List<ServerWebSocket> sockets = watching.computeIfAbsent(id, none -> new ArrayList<>());
      sockets.add(socket);
      socket.closeHandler(closed -> sockets.remove(socket));
      socket.writeTextMessage("{\"jsonrpc\":\"2.0\",\"result\":{},\"id\":1}");
    } else {
      vertx.eventBus().publish(FRAMES, id + ' ' + Text.value(message, "current_step"));
    }
  }

  private void broadcast(String news) {
    int space = news.indexOf(' ');
    List<ServerWebSocket> sockets = watching.get(news.substring(0, space));
    if (sockets != null) {
      String state = Text.with(job, "current_step", news.substring(space + 1));
      String frame =
          "{\"jsonrpc\":\"2.0\",\"method\":\"jobs.changed\",\"params\":{\"job\":" + state + "}}";
      sockets.forEach(socket -> socket.writeTextMessage(frame));
    }
  }
}
