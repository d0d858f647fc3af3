package dev.jobtracker.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.jobtracker.web.Server;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.Session;
import java.net.URI;
import java.util.Collection;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.services.JsonNotification;
import org.eclipse.lsp4j.jsonrpc.services.JsonRequest;
import org.eclipse.lsp4j.websocket.jakarta.WebSocketEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A JSON-RPC client by other people (LSP4J over Tyrus) works as it is. */
class ForeignClientTest {
  private static final long DEADLINE_SECONDS = 10;

  /** The tracker as its client sees it, which makes a proxy of it. */
  public interface Tracker {
    @JsonRequest("jobs.create")
    CompletableFuture<JsonObject> create(JsonObject job);

    @JsonRequest("jobs.update")
    CompletableFuture<JsonObject> update(JsonObject change);

    @JsonRequest("jobs.get")
    CompletableFuture<JsonObject> get(JsonObject id);

    @JsonRequest("jobs.stats")
    CompletableFuture<JsonObject> stats();

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
  private final CompletableFuture<Tracker> connected = new CompletableFuture<>();
  private Session session;
  private Tracker tracker;

  private final class Connection extends WebSocketEndpoint<Tracker> {
    @Override
    protected void configure(Launcher.Builder<Tracker> builder) {
      builder.setLocalService(dashboard).setRemoteInterface(Tracker.class);
    }

    @Override
    protected void connect(Collection<Object> local, Tracker remote) {
      connected.complete(remote);
    }

    @Override
    public void onError(Session broken, Throwable failure) {
      connected.completeExceptionally(failure);
    }
  }

  @BeforeEach
  void connect() throws Exception {
    session =
        ContainerProvider.getWebSocketContainer()
            .connectToServer(
                new Connection(),
                ClientEndpointConfig.Builder.create().build(),
                URI.create("ws://127.0.0.1:" + server.port + "/api/ws"));
    tracker = get(connected);
  }

  @AfterEach
  void close() throws Exception {
    session.close();
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
    assertThat(get(tracker.stats()).get("total").getAsInt()).isEqualTo(1);
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
    JsonObject change = object("task_id", job.get("task_id").getAsString());
    tracker.cancel(change);
    JsonObject report = change.deepCopy();
    report.addProperty("progress", 0.5);
    change.addProperty("status", "completed");
    JsonObject done = get(tracker.update(change));
    assertThat(done.get("status").getAsString()).isEqualTo("completed");
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
