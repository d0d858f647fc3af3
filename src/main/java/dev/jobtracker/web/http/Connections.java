package dev.jobtracker.web.http;

import dev.jobtracker.web.limit.Limit;
import dev.jobtracker.web.limit.LimitHits;
import dev.jobtracker.web.limit.Patience;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the connections of one instance, in number and in patience. A client owes the server
 * something while no request of it is being answered (the next one, whole, and that it takes the
 * answer before) and while the body of one is not complete. What is owed for longer than {@code
 * idle_timeout} closes the connection, however many single bytes drip in meanwhile. While the
 * server owes the answer nothing is closed, so a waiting poll or a stream is never cut.
 */
public final class Connections {
  /** How many looks fit into the timeout; one more look is taken before anything is closed. */
  private static final int LOOKS = 4;

  /** A body that is not complete. */
  private static final class Body {
    private final HttpServerRequest request;
    private int looks;

    Body(HttpServerRequest request) {
      this.request = request;
    }
  }

  /** A connection that was taken. */
  public static final class Open {
    private int answering;
    private int looks;

    private Open() {}

    /** The client has its answer, and owes the next request. */
    public void answered() {
      answering--;
      looks = 0;
    }
  }

  private final AtomicInteger count;
  private final int max;
  private final LimitHits hits;
  private final Map<HttpConnection, Open> open = new HashMap<>();
  private final Set<Body> bodies = new LinkedHashSet<>();

  public Connections(AtomicInteger count, int max, LimitHits hits) {
    this.count = count;
    this.max = max;
    this.hits = hits;
  }

  /** Begins to look for what is owed for too long; ends with the verticle. */
  public void watch(Vertx vertx, Duration idleTimeout) {
    Patience.every(vertx, idleTimeout.dividedBy(LOOKS), this::look);
  }

  /** Closes what is owed for too long; not at once, as closing changes what is walked over here. */
  private void look() {
    List<Runnable> late = new ArrayList<>();
    open.forEach(
        (connection, state) -> {
          if (state.answering == 0 && ++state.looks > LOOKS) {
            state.looks = Integer.MIN_VALUE;
            late.add(() -> cut(connection));
          }
        });
    bodies.removeIf(
        body -> {
          boolean over = ++body.looks > LOOKS;
          return over && late.add(() -> cut(body.request));
        });
    late.forEach(
        close -> {
          hits.count(Limit.IDLE_TIMEOUT);
          close.run();
        });
  }

  /** Takes a new connection, or closes it at once when there are too many. */
  public void accept(HttpConnection connection) {
    if (count.incrementAndGet() > max) {
      count.decrementAndGet();
      hits.count(Limit.MAX_CONNECTIONS);
      connection.close();
      return;
    }
    VersionGuard.before(inner(connection));
    Open state = new Open();
    open.put(connection, state);
    // The closeHandler of a connection that becomes a WebSocket is never called.
    channel(connection).closeFuture().addListener(closed -> closed(connection));
  }

  /**
   * Closes a connection now. What {@code close} does is wait until all that was written is taken,
   * which a client that takes nothing would keep it from for ever. So does every handler in the
   * pipeline, also that of the WebSocket which the connection may have become.
   */
  public static void cut(HttpConnection connection) {
    cut(channel(connection));
  }

  /** The same for what the connection runs over, beneath all handlers that would wait. */
  public static void cut(Channel channel) {
    ChannelHandlerContext first = channel.pipeline().firstContext();
    // A channel that is closed has no handlers left, and who uses it may not have heard of it yet.
    if (first != null) {
      first.close();
    }
  }

  /** Returns what the connection runs over, which stays the same when it becomes a WebSocket. */
  public static Channel channel(HttpConnection connection) {
    return inner(connection).channel();
  }

  /** Only an inner interface of Vert.x shows what lives as long as there is something to count. */
  private static ChannelHandlerContext inner(HttpConnection connection) {
    return ((HttpServerConnection) connection).channelHandlerContext();
  }

  private void closed(HttpConnection connection) {
    count.decrementAndGet();
    open.remove(connection);
  }

  /** Goes on with a request as soon as the client has taken its last answer; mostly that is now. */
  public static void whenTaken(RoutingContext context, Runnable next) {
    HttpServerResponse response = context.response();
    if (!response.writeQueueFull()) {
      next.run();
      return;
    }
    context.request().pause();
    response.drainHandler(
        drained -> {
          response.drainHandler(null);
          context.request().resume();
          next.run();
        });
  }

  /**
   * Takes a request.
   *
   * @return to be told when it is answered; null for a connection that was refused, whose requests
   *     are not answered
   */
  public @Nullable Open begin(HttpServerRequest request) {
    Open state = open.get(request.connection());
    if (state != null) {
      state.answering++;
      if (!request.isEnded() && RequestHead.mayHaveBody(request)) {
        Body body = new Body(request);
        bodies.add(body);
        request.end().onComplete(ended -> bodies.remove(body));
      }
    }
    return state;
  }

  /** Other requests of an HTTP/2 connection are not to blame. */
  private static void cut(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      request.response().reset();
    } else {
      cut(request.connection());
    }
  }
}
