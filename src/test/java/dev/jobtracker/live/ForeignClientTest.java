package dev.jobtracker.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.jobtracker.web.Server;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.lsp4j.jsonrpc.RemoteEndpoint;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.json.JsonRpcMethod;
import org.eclipse.lsp4j.jsonrpc.json.MessageJsonHandler;
import org.eclipse.lsp4j.jsonrpc.services.JsonNotification;
import org.eclipse.lsp4j.jsonrpc.services.JsonRequest;
import org.eclipse.lsp4j.jsonrpc.services.ServiceEndpoints;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A JSON-RPC client by other people (LSP4J, over the WebSocket of the JDK) works as it is. */
class ForeignClientTest {
  private static final long DEADLINE_SECONDS = 30;

  /** The tracker as its client sees it, which makes a proxy of it. */
  public interface Tracker {
    @JsonRequest("jobs.create")
    CompletableFuture<JsonObject> create(JsonObject job);

    @JsonRequest("jobs.update")
    CompletableFuture<JsonObject> update(JsonObject change);

    @JsonRequest("jobs.get")
    CompletableFuture<JsonObject> get(JsonObject id);

    @JsonRequest("jobs.stats")
    CompletableFuture<JsonObject> stats(JsonObject nothing);

    @JsonRequest("jobs.watch")
    CompletableFuture<JsonObject> watch(JsonObject filter);

    @JsonNotification("jobs.cancel")
    void cancel(JsonObject id);
  }

  /** What the tracker tells, in the order of its coming. */
  public static final class Dashboard {
    private final BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();

    @JsonNotification("jobs.changed")
    public void changed(JsonObject change) {
      heard.add(change.getAsJsonObject("job"));
    }

    @JsonNotification("jobs.removed")
    public void removed(JsonObject removal) {
      heard.add(removal);
    }

    private JsonObject next() throws InterruptedException {
      JsonObject next = heard.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      assertThat(next).as("what came within %d s", DEADLINE_SECONDS).isNotNull();
      return next;
    }
  }

  private final Server server = new Server();
  private final Dashboard dashboard = new Dashboard();
  private WebSocket socket;
  private Tracker tracker;

  /** Hands whole texts on, which may come in parts. */
  private record Reader(MessageJsonHandler json, RemoteEndpoint endpoint, StringBuilder text)
      implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        endpoint.consume(json.parseMessage(text.toString()));
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }

  @BeforeEach
  void connect() throws Exception {
    Map<String, JsonRpcMethod> methods = new HashMap<>();
    methods.putAll(ServiceEndpoints.getSupportedMethods(Tracker.class));
    methods.putAll(ServiceEndpoints.getSupportedMethods(Dashboard.class));
    MessageJsonHandler json = new MessageJsonHandler(methods);
    RemoteEndpoint endpoint =
        new RemoteEndpoint(
            message -> socket.sendText(json.serialize(message), true).join(),
            ServiceEndpoints.toEndpoint(dashboard));
    json.setMethodProvider(endpoint);
    tracker = ServiceEndpoints.toServiceObject(endpoint, Tracker.class);
    URI uri = URI.create("ws://127.0.0.1:" + server.port + "/api/ws");
    socket =
        get(
            HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(uri, new Reader(json, endpoint, new StringBuilder())));
  }

  @AfterEach
  void close() {
    socket.abort();
    server.close();
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private static JsonObject object(String key, String value) {
    JsonObject object = new JsonObject();
    object.addProperty(key, value);
    return object;
  }

  @Test
  void calls_are_answered_and_failures_keep_their_code() throws Exception {
    JsonObject job = get(tracker.create(object("type", "import")));
    assertThat(job.get("status").getAsString()).isEqualTo("pending");
    JsonObject id = object("task_id", job.get("task_id").getAsString());
    assertThat(get(tracker.get(id))).isEqualTo(job);
    assertThat(get(tracker.stats(new JsonObject())).get("total").getAsInt()).isEqualTo(1);
    assertThatThrownBy(() -> get(tracker.get(object("task_id", "import_12345678"))))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            ResponseErrorException.class,
            failure -> assertThat(failure.getResponseError().getCode()).isEqualTo(404));
    assertThatThrownBy(() -> get(tracker.create(object("typ", "import"))))
        .hasMessageContaining("\"typ\"");
  }

  @Test
  void watch_tells_changes_and_removals() throws Exception {
    JsonObject job = get(tracker.create(object("type", "import")));
    JsonObject watch = get(tracker.watch(object("status", "running")));
    assertThat(watch.getAsJsonArray("jobs")).isEmpty();
    JsonObject id = object("task_id", job.get("task_id").getAsString());
    JsonObject change = id.deepCopy();
    change.addProperty("progress", 0.5);
    get(tracker.update(change));
    assertThat(dashboard.next().get("progress").getAsDouble()).isEqualTo(0.5);
    tracker.cancel(id);
    assertThat(dashboard.next().get("cancel_requested").getAsBoolean()).isTrue();
    change.addProperty("status", "cancelled");
    assertThat(get(tracker.update(change)).get("status").getAsString()).isEqualTo("cancelled");
    assertThat(dashboard.next().get("reason").getAsString()).isEqualTo("left");
  }

  @Test
  void large_result_comes_whole() throws Exception {
    JsonObject job = get(tracker.create(object("type", "import")));
    JsonObject change = object("task_id", job.get("task_id").getAsString());
    change.addProperty("result", "é".repeat(100_000));
    assertThat(get(tracker.update(change)).get("result")).isEqualTo(change.get("result"));
  }
}
