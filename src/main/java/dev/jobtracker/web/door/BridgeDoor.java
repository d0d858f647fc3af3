package dev.jobtracker.web.door;

import dev.jobtracker.config.BridgeConfig;
import dev.jobtracker.job.Scope;
import dev.jobtracker.web.access.Access;
import dev.jobtracker.web.access.Origins;
import dev.jobtracker.web.http.Connections;
import dev.jobtracker.web.http.Door;
import dev.jobtracker.web.http.Refusal;
import dev.jobtracker.web.limit.Patience;
import dev.jobtracker.web.live.JobNews;
import dev.jobtracker.web.live.LiveServices;
import dev.jobtracker.web.live.Refresh;
import dev.jobtracker.web.live.UnreadGuard;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.RequestJson;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.BridgeEventType;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.sockjs.BridgeEvent;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The standard event-bus bridge at {@code /eventbus}, for those who have its client already
 * (contract, section 8). What Vert.x brings is let in by an allow-list of addresses and of paths,
 * asks for rights message by message, and is kept from filling memory for a client that does not
 * read: see {@link BridgeSocket}.
 */
public final class BridgeDoor implements Door {
  private static final String PREFIX = "/eventbus";

  /** SockJS would also serve pages that load scripts from elsewhere, and transports of its own. */
  private static final Pattern PATHS =
      Pattern.compile(PREFIX + "(/info|/websocket|/[^/.]+/[^/.]+/websocket)");

  private static final Set<String> READS = Set.of(Addresses.GET, Addresses.LIST, Addresses.STATS);
  private static final Set<String> WRITES =
      Set.of(Addresses.CREATE, Addresses.UPDATE, Addresses.CANCEL);
  private static final String OUTBOUND = Pattern.quote(Addresses.EVENTS) + "(\\..+)?";

  /** Vert.x would count a pause of the process as silence, so the bridge does not judge it. */
  private static final long NEVER_MILLIS = Duration.ofDays(365).toMillis();

  private final Access access;
  private final Origins origins;
  private final LiveServices live;
  private final boolean allowWrites;
  private final Duration answerPatience;
  private final Map<SockJSSocket, BridgeSocket> open = new HashMap<>();
  private final BridgeFeed feed = new BridgeFeed();
  private boolean stopping;

  public BridgeDoor(
      Access access,
      Origins origins,
      LiveServices live,
      BridgeConfig config,
      Duration answerPatience) {
    this.access = access;
    this.origins = origins;
    this.live = live;
    this.allowWrites = config.allowWrites();
    this.answerPatience = answerPatience;
  }

  @Override
  public void mount(Router router) {
    new Refresh(live.vertx(), live.tracker(), feed).start();
    SockJSHandlerOptions options = new SockJSHandlerOptions().setInsertJSESSIONID(false);
    for (String transport : List.of("XHR", "EVENT_SOURCE", "HTML_FILE", "JSON_P")) {
      // They take bodies without a limit, and no browser of today lacks WebSocket.
      options.addDisabledTransport(transport);
    }
    router.route(PREFIX + "/*").handler(this::admit);
    router
        .route(PREFIX + "/*")
        .subRouter(SockJSHandler.create(live.vertx(), options).bridge(allowed(), this::decide));
    Patience.every(
        live.vertx(),
        live.config().pingInterval(),
        () -> List.copyOf(open.values()).forEach(BridgeSocket::endIfSilent));
  }

  private SockJSBridgeOptions allowed() {
    // Longer than the tracker, also where another node answers: its own sentence says more.
    long replyMillis =
        Math.max(SockJSBridgeOptions.DEFAULT_REPLY_TIMEOUT, 2 * answerPatience.toMillis());
    SockJSBridgeOptions options =
        new SockJSBridgeOptions().setPingTimeout(NEVER_MILLIS).setReplyTimeout(replyMillis);
    READS.forEach(verb -> options.addInboundPermitted(new PermittedOptions().setAddress(verb)));
    if (allowWrites) {
      WRITES.forEach(verb -> options.addInboundPermitted(new PermittedOptions().setAddress(verb)));
    }
    return options.addOutboundPermitted(new PermittedOptions().setAddressRegex(OUTBOUND));
  }

  /** What {@code /api/ws} checks at its upgrade is checked here for every request. */
  private void admit(RoutingContext context) {
    HttpServerRequest request = context.request();
    // Noted now, because SockJS takes the cookies out of the headers.
    access.caller(context);
    origins.requireOrigin(request);
    if (!PATHS.matcher(context.normalizedPath()).matches()) {
      throw Refusal.of(HttpResponseStatus.NOT_FOUND, "nothing is at this path");
    }
    if (context.normalizedPath().endsWith("/websocket")) {
      live.seats().requireFree();
    }
    context.next();
  }

  /** Decides on everything that the bridge is about to do. */
  private void decide(BridgeEvent event) {
    SockJSSocket socket = event.socket();
    BridgeSocket known = open.get(socket);
    if (known != null && event.type() != BridgeEventType.RECEIVE) {
      known.heard();
    }
    switch (event.type()) {
      case SOCKET_CREATED -> event.complete(enter(socket));
      case SOCKET_CLOSED -> {
        leave(socket);
        event.complete(true);
      }
      case SOCKET_ERROR -> {
        // Vert.x has let go of it, over SockJS without closing it.
        Connections.cut(socket.routingContext().request().connection());
        event.complete(true);
      }
      case REGISTER -> event.complete(known != null && register(known, event.getRawMessage()));
      case UNREGISTER -> {
        if (known != null) {
          feed.unregister(known, event.getRawMessage().getString("address"));
        }
        event.complete(true);
      }
      case SEND, PUBLISH -> event.complete(known != null && maySend(known, event.getRawMessage()));
      case RECEIVE -> {
        // Written by the socket itself, now or later.
        event.complete(false);
        if (known != null) {
          hear(known, event.getRawMessage());
        }
      }
      default -> event.complete(true);
    }
  }

  private boolean enter(SockJSSocket socket) {
    RoutingContext context = socket.routingContext();
    Channel channel = Connections.channel(context.request().connection());
    if (stopping || !live.seats().tryTake()) {
      return false;
    }
    UnreadGuard.guard(channel, live.counts().hits);
    BridgeSocket one = new BridgeSocket(socket, channel, access.caller(context), live);
    one.onClosed(live.ends().onEnd(one.caller(), one::endAccess));
    open.put(socket, one);
    live.counts().sockets.increment();
    return true;
  }

  private void leave(SockJSSocket socket) {
    BridgeSocket left = open.remove(socket);
    if (left != null) {
      feed.leave(left);
      left.closed();
      live.seats().leave();
      live.counts().sockets.decrement();
    }
  }

  /** An address that is not permitted is left to the bridge, which has an answer for it. */
  private boolean maySend(BridgeSocket socket, JsonObject message) {
    String address = message.getString("address");
    boolean verb = READS.contains(address) || WRITES.contains(address);
    if ((verb && !socket.caller().mayUse(address)) || !socket.maySend()) {
      return false;
    }
    scope(message, socket.caller().scope());
    return true;
  }

  /**
   * What a caller may see is for us to say. No verb needs a header of his, and a name that he
   * spells in another case would stand before ours.
   */
  private static void scope(JsonObject message, Scope scope) {
    message.remove("headers");
    if (!scope.isAll()) {
      message.put("headers", new JsonObject().put(Addresses.SCOPE, RequestJson.write(scope)));
    }
  }

  private boolean register(BridgeSocket socket, JsonObject message) {
    boolean may = socket.caller().mayUse(Addresses.EVENTS);
    if (may) {
      feed.register(socket, message.getString("address"));
    }
    return may;
  }

  /** Answers are the tracker's, which knows the scope; of what is published this is the filter. */
  private void hear(BridgeSocket socket, JsonObject envelope) {
    if (envelope.getString("address").startsWith(Addresses.EVENTS)) {
      JobNews news = JobNews.ofBridge(envelope);
      feed.published(news);
      if (!news.isIn(socket.caller().scope())) {
        return;
      }
    } else if (envelope.getValue("body") instanceof JsonObject answer) {
      feed.answered(socket, answer);
    }
    socket.deliver(envelope);
  }

  /** Closes all sockets, because the server stops. */
  @Override
  public Future<?> close() {
    stopping = true;
    List.copyOf(open.values()).forEach(BridgeSocket::end);
    return Future.succeededFuture();
  }
}
