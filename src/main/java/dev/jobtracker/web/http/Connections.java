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
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
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

  private static final class Debt {
    private final Runnable close;
    private int looks;

    Debt(Runnable close) {
      this.close = close;
    }
  }

  private static final class Open {
    private int answering;
    private @Nullable Debt debt;
  }

  private final AtomicInteger count;
  private final int max;
  private final LimitHits hits;
  private final Map<HttpConnection, Open> open = new HashMap<>();
  private final Set<Debt> debts = new LinkedHashSet<>();

  public Connections(AtomicInteger count, int max, LimitHits hits) {
    this.count = count;
    this.max = max;
    this.hits = hits;
  }

  /** Begins to look for what is owed for too long; ends with the verticle. */
  public void watch(Vertx vertx, Duration idleTimeout) {
    Patience.every(vertx, idleTimeout.dividedBy(LOOKS), this::look);
  }

  private void look() {
    for (Iterator<Debt> all = debts.iterator(); all.hasNext(); ) {
      Debt debt = all.next();
      if (++debt.looks > LOOKS) {
        all.remove();
        hits.count(Limit.IDLE_TIMEOUT);
        // Not now: closing settles other debts, and this is a walk over them.
        Vertx.currentContext().runOnContext(later -> debt.close.run());
      }
    }
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
    state.debt = owe(() -> cut(connection));
    // The closeHandler of a connection that becomes a WebSocket is never called.
    channel(connection).closeFuture().addListener(closed -> closed(connection, state));
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

  private void closed(HttpConnection connection, Open state) {
    count.decrementAndGet();
    open.remove(connection);
    settle(state.debt);
  }

  /** Takes a request; the client that has not yet taken its last answer waits for this one. */
  public void handle(RoutingContext context) {
    HttpServerResponse response = context.response();
    if (!response.writeQueueFull()) {
      begin(context);
      return;
    }
    context.request().pause();
    response.drainHandler(
        drained -> {
          response.drainHandler(null);
          context.request().resume();
          begin(context);
        });
  }

  private void begin(RoutingContext context) {
    HttpServerRequest request = context.request();
    Open state = open.get(request.connection());
    if (state == null) {
      // A connection that was refused; its requests are not answered.
      return;
    }
    state.answering++;
    settle(state.debt);
    if (!request.isEnded()) {
      Debt body = owe(() -> cut(request));
      request.end().onComplete(ended -> settle(body));
    }
    context.addEndHandler(ended -> answered(request.connection(), state));
    context.next();
  }

  private void answered(HttpConnection connection, Open state) {
    state.answering--;
    if (state.answering == 0 && open.containsKey(connection)) {
      state.debt = owe(() -> cut(connection));
    }
  }

  /** Other requests of an HTTP/2 connection are not to blame. */
  private static void cut(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      request.response().reset();
    } else {
      cut(request.connection());
    }
  }

  private Debt owe(Runnable close) {
    Debt debt = new Debt(close);
    debts.add(debt);
    return debt;
  }

  private void settle(@Nullable Debt debt) {
    debts.remove(debt);
  }
}
