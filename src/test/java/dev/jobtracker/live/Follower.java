package dev.jobtracker.live;

import dev.jobtracker.web.Server;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import java.util.function.Consumer;

/**
 * A client that follows jobs into a {@link View}, for one connection. Once it is closed it tells
 * the view nothing more, whatever is still on its way.
 */
abstract class Follower {
  final Door door;
  final View view;
  private volatile boolean closed;

  private Follower(Door door, View view) {
    this.door = door;
    this.view = view;
  }

  /**
   * Where a server is.
   *
   * @param vertx for the connections
   */
  record Door(Vertx vertx, int port) {
    static Door of(Server server) {
      return new Door(server.vertx, server.port);
    }
  }

  /** Ends the connection; when this returns nothing more is told. */
  void close() {
    synchronized (view) {
      closed = true;
    }
  }

  final boolean isClosed() {
    return closed;
  }

  /** Tells the view, unless the connection was ended meanwhile, even by another thread. */
  final void tell(Consumer<View> news) {
    synchronized (view) {
      if (!closed) {
        news.accept(view);
      }
    }
  }

  final RequestOptions request(String path) {
    return new RequestOptions()
        .setMethod(HttpMethod.GET)
        .setHost("127.0.0.1")
        .setPort(door.port())
        .setURI(path);
  }

  /** Watches over a WebSocket; complete with the first state. */
  static Future<Follower> socket(Server server, View view, JsonObject watch) {
    return socket(Door.of(server), view, watch);
  }

  /** The same at any door. */
  static Future<Follower> socket(Door door, View view, JsonObject watch) {
    return new Socket(door, view).open(watch);
  }

  /** Watches over an event stream; complete with its headers. */
  static Future<Follower> stream(Server server, View view, String path) {
    return stream(Door.of(server), view, path);
  }

  /** The same at any door. */
  static Future<Follower> stream(Door door, View view, String path) {
    return new Stream(door, view).open(path);
  }

  /** Polls one job until it is closed. */
  static Follower poller(Server server, View view, String path) {
    return poller(Door.of(server), view, path);
  }

  /** The same at any door. */
  static Follower poller(Door door, View view, String path) {
    return new Poller(door, view, path);
  }

  private static final class Socket extends Follower {
    private final WebSocketClient client;

    Socket(Door door, View view) {
      super(door, view);
      client = door.vertx().createWebSocketClient();
    }

    Future<Follower> open(JsonObject watch) {
      Promise<Follower> begun = Promise.promise();
      JsonObject call =
          JsonObject.of("jsonrpc", "2.0", "id", 1, "method", "jobs.watch").put("params", watch);
      return client
          .webSocket()
          .textMessageHandler(text -> hear(new JsonObject(text), begun))
          .connect(door.port(), "127.0.0.1", "/api/ws")
          .compose(socket -> socket.writeTextMessage(call.encode()))
          .compose(sent -> begun.future());
    }

    private void hear(JsonObject message, Promise<Follower> begun) {
      String method = message.getString("method", "");
      switch (method) {
        case "jobs.changed" ->
            tell(view -> view.changed(message.getJsonObject("params").getJsonObject("job")));
        case "jobs.removed" -> tell(view -> view.removed(message.getJsonObject("params")));
        default -> {
          tell(view -> view.begin(message.getJsonObject("result").getJsonArray("jobs")));
          begun.complete(this);
        }
      }
    }

    @Override
    void close() {
      super.close();
      client.close();
    }
  }

  private static final class Stream extends Follower {
    private final HttpClient client;
    private String event = "";

    Stream(Door door, View view) {
      super(door, view);
      client = door.vertx().createHttpClient();
    }

    Future<Follower> open(String path) {
      // On the connection's own event loop, so that the handler is set before anything comes.
      return client
          .request(request(path))
          .compose(asked -> asked.send().onSuccess(this::read))
          .map(this);
    }

    private void read(HttpClientResponse answer) {
      tell(view -> view.begin(new JsonArray()));
      answer.handler(RecordParser.newDelimited("\n", this::line));
    }

    private void line(Buffer bytes) {
      String line = bytes.toString();
      if (line.startsWith("event: ")) {
        event = line.substring("event: ".length());
      } else if (line.startsWith("data: ")) {
        JsonObject data = new JsonObject(line.substring("data: ".length()));
        if (event.equals("job")) {
          tell(view -> view.changed(data));
        } else {
          tell(view -> view.removed(data));
        }
      }
    }

    @Override
    void close() {
      super.close();
      client.close();
    }
  }

  private static final class Poller extends Follower {
    private final HttpClient client;
    private final String path;
    private volatile HttpConnection connection;

    Poller(Door door, View view, String path) {
      super(door, view);
      this.path = path;
      client = door.vertx().createHttpClient();
      poll("\"0\"");
    }

    private void poll(String etag) {
      if (isClosed()) {
        return;
      }
      RequestOptions options =
          request(path).addHeader("If-None-Match", etag).addHeader("Prefer", "wait=20");
      client
          .request(options)
          .compose(
              asked -> {
                connection = asked.connection();
                return asked
                    .send()
                    .compose(answer -> answer.body().map(body -> take(answer, body, etag)));
              })
          .onSuccess(this::poll)
          .onFailure(
              failure -> {
                if (!isClosed()) {
                  view.note("failed with " + failure);
                }
              });
    }

    private String take(HttpClientResponse answer, Buffer body, String etag) {
      if (answer.statusCode() == 200) {
        tell(view -> view.present(new JsonObject(body)));
        return answer.getHeader("ETag");
      }
      return etag;
    }

    /** Hangs up, in the middle of a poll most of the time. */
    @Override
    void close() {
      super.close();
      HttpConnection open = connection;
      if (open != null) {
        open.close();
      }
      client.close();
    }
  }
}
