package dev.jobtracker.web;

import dev.jobtracker.store.JobStore;
import dev.jobtracker.tracker.Bus;
import dev.jobtracker.tracker.JobTrackerVerticle;
import dev.jobtracker.tracker.Trackers;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.InstantSource;

/** A tracker behind a real HTTP server on a free port, and straight-line requests to it. */
public final class Server implements AutoCloseable {
  public final Vertx vertx;
  public final Bus bus;
  public final int port;
  public final String tracker;
  public final String web;
  private final WebClient client;

  /**
   * Held here, because a client that nobody refers to is closed with its sockets when it is found.
   */
  public final NetClient sockets;

  public Server() {
    this(new JsonObject());
  }

  public Server(JsonObject config) {
    this(config, 1);
  }

  public Server(JsonObject config, int instances) {
    this(config, instances, InstantSource.system());
  }

  /** A server whose sessions live by this clock. */
  public Server(JsonObject config, int instances, InstantSource clock) {
    this(new VertxOptions(), config, new JobTrackerVerticle(), instances, clock);
  }

  /** A server whose verticles, and all else of it, share one event loop. */
  static Server onOneLoop(JsonObject config) {
    VertxOptions one = new VertxOptions().setEventLoopPoolSize(1);
    return new Server(one, config, new JobTrackerVerticle(), 1, InstantSource.system());
  }

  /** A server in front of a tracker that keeps its jobs in this store. */
  public Server(JsonObject config, JobStore store) {
    this(new VertxOptions(), config, Trackers.on(store), 1, InstantSource.system());
  }

  private Server(
      VertxOptions loops, JsonObject config, Deployable jobs, int instances, InstantSource clock) {
    vertx = Vertx.vertx(loops.setPreferNativeTransport(true));
    bus = new Bus(vertx);
    sockets = vertx.createNetClient();
    DeploymentOptions options = new DeploymentOptions().setConfig(onFreePort(config));
    tracker = Bus.await(vertx.deployVerticle(jobs, options));
    options.setInstances(instances);
    web = Bus.await(vertx.deployVerticle(() -> new WebVerticle(clock), options));
    port = (Integer) vertx.sharedData().getLocalMap(WebVerticle.MAP).get(WebVerticle.PORT);
    client =
        WebClient.create(
            vertx,
            new WebClientOptions().setFollowRedirects(false).setUserAgentEnabled(false),
            new PoolOptions().setHttp1MaxSize(500));
  }

  static JsonObject onFreePort(JsonObject config) {
    JsonObject copy = config.copy();
    JsonObject http = copy.getJsonObject("http", new JsonObject()).put("port", 0);
    return copy.put("http", http);
  }

  /** What came back, in the form that assertions read well in. */
  public record Answer(int status, MultiMap headers, String body) {
    public JsonObject json() {
      return new JsonObject(body);
    }

    public String header(String name) {
      return headers.get(name);
    }

    public String error() {
      return json().getString("error");
    }
  }

  /** Sends a request; headers as {@code name, value} pairs; null as body sends none. */
  public Answer send(String method, String path, Object body, String... headers) {
    return Bus.await(begin(method, path, body, headers));
  }

  /** Sends such a request without waiting for the answer. */
  public Future<Answer> begin(String method, String path, Object body, String... headers) {
    HttpRequest<Buffer> request =
        client.request(HttpMethod.valueOf(method), port, "127.0.0.1", path);
    for (int i = 0; i < headers.length; i += 2) {
      request.headers().add(headers[i], headers[i + 1]);
    }
    Future<HttpResponse<Buffer>> response =
        body == null
            ? request.send()
            : request.sendBuffer(
                body instanceof Buffer b ? b : Buffer.buffer(String.valueOf(body)));
    return response.map(received -> checked(method, path, received));
  }

  private static Answer checked(String method, String path, HttpResponse<Buffer> response) {
    Answer answer =
        new Answer(
            response.statusCode(),
            response.headers(),
            response.body() == null ? "" : response.bodyAsString());
    OpenApi.check(method, path, answer);
    return answer;
  }

  public Answer get(String path, String... headers) {
    return send("GET", path, null, headers);
  }

  public Answer delete(String path, String... headers) {
    return send("DELETE", path, null, headers);
  }

  public Answer post(String path, Object json) {
    return send("POST", path, json, "Content-Type", "application/json");
  }

  public Answer patch(String path, Object json) {
    return send("PATCH", path, json, "Content-Type", "application/json");
  }

  /** Creates a job of this type over HTTP. */
  public JsonObject create(String type) {
    return post("/api/jobs", new JsonObject().put("type", type)).json();
  }

  public static String path(JsonObject job) {
    return "/api/jobs/" + job.getString("task_id");
  }

  /** Sends these bytes and returns everything that comes back until the server closes. */
  public String raw(String bytes) {
    Buffer received = Buffer.buffer();
    Promise<String> all = Promise.promise();
    // All of it on one event loop, lest the end comes before somebody listens for it.
    vertx.runOnContext(
        begin ->
            sockets
                .connect(port, "127.0.0.1")
                .onSuccess(
                    socket -> {
                      socket.handler(received::appendBuffer);
                      socket.closeHandler(closed -> all.complete(received.toString("ISO-8859-1")));
                      socket.write(Buffer.buffer(bytes, "ISO-8859-1"));
                    })
                .onFailure(all::fail));
    return Bus.await(all.future());
  }

  @Override
  public void close() {
    Bus.await(vertx.close());
  }
}
