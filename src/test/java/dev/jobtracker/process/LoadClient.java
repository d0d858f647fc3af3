package dev.jobtracker.process;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Calls over one WebSocket. Those that are made in one turn go together, as a server takes one
 * message after the other. A call whose answer never came fails when the connection ends. Handlers
 * run on one event loop.
 */
final class LoadClient implements AutoCloseable {
  /** Less than {@code live.max_batch}. */
  private static final int LARGEST_BATCH = 64;

  /** Held on to, since a client that is garbage closes its connections. */
  private final WebSocketClient client;

  private final WebSocket socket;
  private final Context context;
  private final Map<Integer, Promise<JsonObject>> calls = new HashMap<>();
  private final Consumer<JsonObject> news;
  private JsonArray together = new JsonArray();
  private int lastId;
  private boolean closed;

  private LoadClient(
      Vertx vertx, WebSocketClient client, WebSocket socket, Consumer<JsonObject> news) {
    this.context = vertx.getOrCreateContext();
    this.client = client;
    this.socket = socket;
    this.news = news;
    socket.textMessageHandler(this::receive);
    socket.exceptionHandler(broken -> {});
    socket.closeHandler(end -> end());
  }

  /** What a call was refused with. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int code;

    Refused(JsonObject error) {
      super(error.getString("message"));
      this.code = error.getInteger("code");
    }

    int code() {
      return code;
    }
  }

  /** Connects to a server; what it tells without being asked goes to the last argument. */
  static LoadClient connect(Vertx vertx, int port, Consumer<JsonObject> news) throws Exception {
    WebSocketClientOptions options = new WebSocketClientOptions().setMaxMessageSize(16 << 20);
    WebSocketClient client = vertx.createWebSocketClient(options);
    return client
        .connect(port, "127.0.0.1", "/api/ws")
        .map(socket -> new LoadClient(vertx, client, socket, news))
        .await(30, TimeUnit.SECONDS);
  }

  /** Returns the result; fails with {@link Refused}, or otherwise where no answer came. */
  synchronized Future<JsonObject> call(String method, JsonObject params) {
    if (closed) {
      return Future.failedFuture("the connection has ended");
    }
    Promise<JsonObject> answer = Promise.promise();
    int id = ++lastId;
    calls.put(id, answer);
    JsonObject call = new JsonObject().put("jsonrpc", "2.0").put("id", id);
    together.add(call.put("method", method).put("params", params));
    if (together.size() == 1) {
      context.runOnContext(turn -> send());
    }
    return answer.future();
  }

  /** Makes calls that go in one message. */
  synchronized List<Future<JsonObject>> callTogether(String method, List<JsonObject> params) {
    return params.stream().map(one -> call(method, one)).toList();
  }

  private synchronized void send() {
    for (int from = 0; from < together.size(); from += LARGEST_BATCH) {
      int to = Math.min(from + LARGEST_BATCH, together.size());
      socket.writeTextMessage(new JsonArray(together.getList().subList(from, to)).encode());
    }
    together = new JsonArray();
  }

  private void receive(String frame) {
    if (frame.startsWith("[")) {
      new JsonArray(frame).forEach(answer -> receive((JsonObject) answer));
    } else {
      receive(new JsonObject(frame));
    }
  }

  private void receive(JsonObject message) {
    Promise<JsonObject> call;
    synchronized (this) {
      call = calls.remove(message.getInteger("id", -1));
    }
    if (call == null) {
      news.accept(message);
    } else if (message.containsKey("result")) {
      call.complete(message.getJsonObject("result"));
    } else {
      call.fail(new Refused(message.getJsonObject("error")));
    }
  }

  private void end() {
    Map<Integer, Promise<JsonObject>> unanswered;
    String why = socket.closeStatusCode() + " " + socket.closeReason();
    synchronized (this) {
      closed = true;
      unanswered = new HashMap<>(calls);
      calls.clear();
    }
    unanswered.values().forEach(call -> call.fail("closed before the answer: " + why));
  }

  @Override
  public void close() {
    client.close();
  }
}
