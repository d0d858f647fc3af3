package dev.jobtracker.web;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.http.Paths;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A WebSocket to the live door, and straight-line JSON-RPC over it: every wait has a deadline. */
public final class RpcClient implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 30;
  private static final String END = "closed";
  private static final WebSocketClientOptions OPTIONS =
      new WebSocketClientOptions().setMaxMessageSize(64 << 20).setMaxConnections(10_000);

  public final WebSocket socket;

  /** Held on to, since a client that is garbage closes its connections. */
  private final WebSocketClient client;

  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final Queue<String> passedOver = new ArrayDeque<>();
  private int lastId;

  public RpcClient(Server server, String... headers) {
    this(server, Paths.WEB_SOCKET, headers);
  }

  public RpcClient(Server server, String path, String[] headers) {
    WebSocketConnectOptions options = options(server, path, headers);
    client = server.vertx.createWebSocketClient(OPTIONS);
    socket =
        Bus.await(
            client
                .webSocket()
                .textMessageHandler(received::add)
                .binaryMessageHandler(binary -> received.add(binary.toString()))
                .closeHandler(closed -> received.add(END))
                .connect(options));
  }

  private static WebSocketConnectOptions options(Server server, String path, String... headers) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions().setHost("127.0.0.1").setPort(server.port).setURI(path);
    for (int i = 0; i < headers.length; i += 2) {
      options.addHeader(headers[i], headers[i + 1]);
    }
    return options;
  }

  /** Returns the status with which an upgrade is refused. */
  public static UpgradeRejectedException refusal(Server server, String... headers) {
    WebSocketClient client = server.vertx.createWebSocketClient(OPTIONS);
    try {
      Bus.await(client.connect(options(server, Paths.WEB_SOCKET, headers)));
    } catch (UpgradeRejectedException refusal) {
      return refusal;
    } finally {
      client.close();
    }
    throw new AssertionError("the upgrade was accepted");
  }

  /** Sends a text as it is. */
  public void send(String text) {
    Bus.await(socket.writeTextMessage(text));
  }

  /** Returns the next message of either kind, in order. */
  public JsonObject next() {
    return new JsonObject(nextText());
  }

  /** Returns the next message, in order. */
  public String nextText() {
    String text = passedOver.isEmpty() ? take() : passedOver.remove();
    if (text.equals(END)) {
      throw new AssertionError("closed with " + socket.closeStatusCode());
    }
    return text;
  }

  private String take() {
    try {
      String text = received.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      if (text == null) {
        throw new AssertionError("no message within " + DEADLINE_SECONDS + " s");
      }
      return text;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends a text and returns what is answered to it, however many notifications come before. */
  public Object answer(String text) {
    send(text);
    while (true) {
      String message = take();
      if (message.equals(END)) {
        throw new AssertionError("closed with " + socket.closeStatusCode());
      }
      Object value = Json.decodeValue(message);
      if (value instanceof JsonArray || !((JsonObject) value).containsKey("method")) {
        return value;
      }
      passedOver.add(message);
    }
  }

  private JsonObject call(String method, JsonObject params) {
    JsonObject call = new JsonObject().put("jsonrpc", "2.0").put("id", ++lastId);
    call.put("method", method).put("params", params);
    JsonObject answer = (JsonObject) answer(call.encode());
    if (!Integer.valueOf(lastId).equals(answer.getInteger("id"))) {
      throw new AssertionError("answered " + answer);
    }
    return answer;
  }

  /** Returns the result of a call. */
  public JsonObject result(String method, JsonObject params) {
    JsonObject answer = call(method, params);
    if (!answer.containsKey("result")) {
      throw new AssertionError("answered " + answer);
    }
    return answer.getJsonObject("result");
  }

  /** Returns the error of a call. */
  public JsonObject error(String method, JsonObject params) {
    JsonObject answer = call(method, params);
    if (!answer.containsKey("error")) {
      throw new AssertionError("answered " + answer);
    }
    return answer.getJsonObject("error");
  }

  public JsonObject watch(JsonObject params) {
    return result("jobs.watch", params);
  }

  public JsonObject watchJob(JsonObject job) {
    return watch(new JsonObject().put("task_id", job.getString("task_id")));
  }

  /** Returns the job of the next message, which must be a change. */
  public JsonObject changed() {
    JsonObject message = next();
    if (!"jobs.changed".equals(message.getString("method"))) {
      throw new AssertionError("no change but " + message);
    }
    return message.getJsonObject("params").getJsonObject("job");
  }

  /** Returns the first job that fits, passing over messages before it. */
  public JsonObject changed(Predicate<JsonObject> fits) {
    while (true) {
      JsonObject job = changed();
      if (fits.test(job)) {
        return job;
      }
    }
  }

  /** Returns the parameters of the next message, which must be a removal. */
  public JsonObject removed() {
    JsonObject message = next();
    if (!"jobs.removed".equals(message.getString("method"))) {
      throw new AssertionError("no removal but " + message);
    }
    return message.getJsonObject("params");
  }

  /** Returns whether nothing came that was not read; a call in between makes sure. */
  public boolean isQuiet() {
    result("jobs.stats", new JsonObject());
    return passedOver.isEmpty() && received.isEmpty();
  }

  /** Waits for the end and returns its code. */
  public int closeCode() {
    while (!take().equals(END)) {
      // What came before the end does not matter here.
    }
    return socket.closeStatusCode();
  }

  public void ping() {
    Bus.await(socket.writePing(Buffer.buffer("?")));
  }

  @Override
  public void close() {
    client.close();
  }
}
