package dev.jobtracker.client.transport;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.text.Causes;
import dev.jobtracker.wire.Json;
import dev.jobtracker.wire.Keys;
import dev.jobtracker.wire.UpgradeHeaders;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of a connection, one after the other:
 *
 * <pre>
 *   connecting --upgraded--> connected --closed or silent--> pause --> connecting
 *        | refused, unreachable, 5 s without an answer: pause, longer each time
 * </pre>
 *
 * <p>Used on the connection's context only.
 */
final class Link {
  private static final long ATTEMPT_MILLIS = 5_000;

  /**
   * An attempt must end by our own timer: Vert.x's fails with what tells of a server that hangs up,
   * or with one more kind of a refused connection.
   */
  private static final long VERTX_MILLIS = 2 * ATTEMPT_MILLIS;

  private static final Backoff PAUSES = new Backoff(100, 5_000);
  private static final int CLOSING_SECONDS = 1;

  /** An answer to a batch may hold a hundred jobs with their results. */
  private static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

  /** A socket that ends sooner than this is no success, so the pauses go on growing. */
  private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final int TOO_BIG = 1009;
  private static final String EXTRAS = UpgradeHeaders.CREATED + ", " + UpgradeHeaders.RESULTS;

  private final Vertx vertx;
  private final WebDoor door;
  private final Calls calls;
  private final List<Connection.Listener> listeners;
  private final WebSocketClientOptions clientOptions;
  private final Promise<Void> first = Promise.promise();

  /** Made on the connection's context, since it ends with the context on which it was made. */
  private @Nullable WebSocketClient client;

  private int failures;
  private @Nullable WebSocket socket;
  private @Nullable Liveness liveness;
  private long since;
  private boolean closed;
  private volatile @Nullable String whyDown = "there was none yet";
  private volatile boolean nobodyListens;

  Link(Vertx vertx, WebDoor door, Calls calls, List<Connection.Listener> listeners) {
    this.vertx = vertx;
    this.door = door;
    this.calls = calls;
    this.listeners = listeners;
    this.clientOptions = clientOptions(door);
  }

  private static WebSocketClientOptions clientOptions(WebDoor door) {
    WebSocketClientOptions all =
        new WebSocketClientOptions()
            .setMaxFrameSize(MAX_MESSAGE_BYTES)
            .setMaxMessageSize(MAX_MESSAGE_BYTES)
            .setClosingTimeout(CLOSING_SECONDS)
            .setSsl(door.tls());
    return door.authorities() == null
        ? all
        : all.setTrustOptions(Trust.inJdkAnd(door.authorities()));
  }

  Future<Void> first() {
    return first.future();
  }

  @Nullable String whyDown() {
    return whyDown;
  }

  /** Returns whether the last attempt found that nobody listens there. */
  boolean nobodyListens() {
    return nobodyListens;
  }

  /** Returns the refusal for who wanted a connection that could not be made. */
  JobException unreached() {
    return JobException.unavailable("no job tracker answers at " + door.url() + ": " + whyDown);
  }

  void connect() {
    if (closed) {
      return;
    }
    if (client == null) {
      client = vertx.createWebSocketClient(clientOptions);
    }
    Future<WebSocket> attempt = client.connect(connectOptions());
    attempt
        .timeout(ATTEMPT_MILLIS, TimeUnit.MILLISECONDS)
        .onSuccess(this::connected)
        .onFailure(
            failure -> {
              attempt.onSuccess(late -> late.close());
              failed(failure);
            });
  }

  private WebSocketConnectOptions connectOptions() {
    WebSocketConnectOptions connect = new WebSocketConnectOptions();
    // A program is no page, and has no origin that a server could allow.
    connect.setAllowOriginHeader(false);
    connect.setHost(door.host()).setPort(door.port()).setURI(door.path());
    connect.setSsl(door.tls()).setTimeout(VERTX_MILLIS).setConnectTimeout(VERTX_MILLIS);
    connect.addHeader(UpgradeHeaders.EXTRAS, EXTRAS);
    door.headers().forEach(connect::addHeader);
    return connect;
  }

  private void connected(WebSocket entered) {
    if (closed) {
      entered.close();
      return;
    }
    socket = entered;
    since = System.nanoTime();
    whyDown = null;
    nobodyListens = false;
    Liveness signs =
        new Liveness(vertx, entered, door.pingInterval(), () -> broken(entered, "it went silent"));
    liveness = signs;
    entered.frameHandler(frame -> signs.heard());
    entered.pongHandler(pong -> signs.heard());
    entered.textMessageHandler(text -> read(entered, text));
    entered.closeHandler(end -> broken(entered, "it was closed with " + entered.closeStatusCode()));
    entered.exceptionHandler(failure -> broken(entered, Causes.text(failure)));
    calls.connected(entered::writeFinalTextFrame);
    listeners.forEach(Connection.Listener::connected);
    first.tryComplete();
  }

  private void read(WebSocket from, String text) {
    if (socket != from) {
      return;
    }
    try {
      Object message = Json.readEnvelope(text);
      if (message instanceof List<?> answers) {
        calls.answered(answers);
        return;
      }
      JsonObject object = RpcMessages.object(message);
      switch (object.getString("method", "")) {
        case RpcMessages.CHANGED -> changed(object.getJsonObject("params"));
        case RpcMessages.REMOVED -> removed(object.getJsonObject("params"));
        default -> calls.answered(List.of(object.getMap()));
      }
    } catch (JobException | ClassCastException | NullPointerException odd) {
      broken(from, "the server sent what is no JSON-RPC");
    }
  }

  private void changed(JsonObject params) {
    JsonObject job = params.getJsonObject(Keys.JOB);
    listeners.forEach(listener -> listener.changed(job));
  }

  private void removed(JsonObject params) {
    listeners.forEach(listener -> listener.removed(params));
  }

  private void broken(WebSocket which, String why) {
    if (socket != which) {
      return;
    }
    Short code = which.closeStatusCode();
    letGo();
    which.close();
    failures = System.nanoTime() - since > STEADY_NANOS ? 0 : failures;
    down(why, code != null && code == TOO_BIG);
  }

  private void letGo() {
    socket = null;
    if (liveness != null) {
      liveness.stop();
    }
  }

  private void failed(Throwable failure) {
    String why = Causes.text(failure);
    nobodyListens = isOfNobody(failure);
    if (failure instanceof UpgradeRejectedException refusal) {
      int status = refusal.getStatus();
      why = "the server answered " + status;
      if (status >= 400 && status < 500 && status != 429) {
        first.tryFail(new JobException(Kind.FORBIDDEN, door.url() + ": " + refusal(status)));
      }
    }
    down(why, false);
  }

  /**
   * Returns whether an attempt was refused before a connection, or its host has no address. Who is
   * frozen lets it time out, and who has too many connections takes it and hangs up: both live.
   */
  private static boolean isOfNobody(Throwable failure) {
    return failure instanceof ConnectException || failure instanceof UnknownHostException;
  }

  private static String refusal(int status) {
    return switch (status) {
      case 401 -> "the server wants a valid token (401)";
      case 403 -> "the server does not allow this token to watch jobs (403)";
      case 404 -> "there is no job tracker (404)";
      default -> "the server refuses the connection (" + status + ")";
    };
  }

  private void down(String why, boolean frameTooLong) {
    boolean before = whyDown == null;
    whyDown = why;
    calls.disconnected(why, frameTooLong);
    if (before || failures == 0) {
      listeners.forEach(listener -> listener.disconnected(why));
    }
    failures++;
    if (!closed) {
      vertx.setTimer(PAUSES.after(failures), again -> connect());
    }
  }

  Future<Void> close() {
    closed = true;
    first.tryFail(JobException.unavailable("the connection is closed"));
    WebSocket last = socket;
    letGo();
    listeners.forEach(Connection.Listener::closed);
    Future<Void> end = last == null ? Future.succeededFuture() : last.close();
    return end.transform(gone -> client == null ? Future.succeededFuture() : client.close());
  }
}
