package dev.jobtracker.web.door;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.web.access.Access;
import dev.jobtracker.web.access.Caller;
import dev.jobtracker.web.access.Origins;
import dev.jobtracker.web.http.Connections;
import dev.jobtracker.web.http.Door;
import dev.jobtracker.web.http.Paths;
import dev.jobtracker.web.http.Refusal;
import dev.jobtracker.web.limit.Patience;
import dev.jobtracker.web.live.CloseCode;
import dev.jobtracker.web.live.LiveServices;
import dev.jobtracker.web.live.UnreadGuard;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.UpgradeHeaders;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The WebSocket door (contract, section 8): who may come in, and who has to go. */
public final class RpcDoor implements Door {
  private final Access access;
  private final Origins origins;
  private final LiveServices live;
  private final Set<RpcSocket> open = new HashSet<>();
  private boolean stopping;

  public RpcDoor(Access access, Origins origins, LiveServices live) {
    this.access = access;
    this.origins = origins;
    this.live = live;
  }

  @Override
  public void mount(Router router) {
    router.get(Paths.WEB_SOCKET).handler(this::upgrade);
    // A copy, because a socket that is closed leaves the set.
    Patience.every(
        live.vertx(),
        live.config().pingInterval(),
        () -> List.copyOf(open).forEach(RpcSocket::ping));
  }

  private void upgrade(RoutingContext context) {
    HttpServerRequest request = context.request();
    Caller caller = access.caller(context);
    origins.requireOrigin(request);
    if (!"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
      throw Refusal.badRequest("Upgrade: must be websocket on this path");
    }
    if (stopping) {
      throw JobException.unavailable("the server stops");
    }
    String secret = request.getHeader(UpgradeHeaders.NODE);
    if (secret == null) {
      open(context, RpcPeer.of(caller, request.headers(), false));
    } else {
      request.pause();
      live.tracker()
          .probe(Addresses.NODE, new JsonObject().put("secret", secret))
          .onSuccess(answer -> openToNode(context, caller, answer))
          .onFailure(context::fail);
    }
  }

  private void openToNode(RoutingContext context, Caller caller, JsonObject answer) {
    if (answer.getBoolean("node")) {
      open(context, RpcPeer.of(caller, context.request().headers(), true));
    } else {
      context.fail(new JobException(Kind.FORBIDDEN, "this is no node of the same tracker"));
    }
  }

  private void open(RoutingContext context, RpcPeer peer) {
    takeSeat(peer);
    context
        .request()
        .toWebSocket()
        .onSuccess(socket -> enter(context, socket, peer))
        .onFailure(
            failure -> {
              leaveSeat(peer);
              context.fail(Refusal.badRequest("the request is no WebSocket handshake"));
            });
  }

  /**
   * A node takes none: its callers depend on its link, also when the clients of a node that died
   * have come here and taken every seat. The secret, which only nodes have, and {@code
   * http.max_connections} bound how many come in.
   */
  private void takeSeat(RpcPeer peer) {
    if (!peer.isNode()) {
      live.seats().take();
    }
  }

  private void leaveSeat(RpcPeer peer) {
    if (!peer.isNode()) {
      live.seats().leave();
    }
  }

  private void enter(RoutingContext context, ServerWebSocket socket, RpcPeer peer) {
    letGoOf(context.response());
    if (socket.isClosed()) {
      // Gone before it came in: a closed socket takes no handler that could give the seat back.
      leaveSeat(peer);
      return;
    }
    Channel channel = Connections.channel(context.request().connection());
    UnreadGuard.guard(channel, live.counts().hits);
    RpcSocket one = new RpcSocket(socket, channel, live, peer);
    open.add(one);
    live.counts().sockets.increment();
    Runnable leave =
        live.ends()
            .onEnd(
                peer.caller(),
                () -> one.close(CloseCode.POLICY_VIOLATION, "the session or the token is over"));
    socket.closeHandler(
        closed -> {
          leave.run();
          open.remove(one);
          one.closed();
          leaveSeat(peer);
          live.counts().sockets.decrement();
        });
  }

  /**
   * Takes the handlers off a handshake's answer. Vert.x keeps the answer as long as the socket, and
   * they would keep all that handled the request with it, a kilobyte for each idle socket.
   */
  private static void letGoOf(HttpServerResponse answer) {
    answer.exceptionHandler(null).endHandler(null).closeHandler(null);
  }

  /** Closes all sockets, because the server stops. */
  @Override
  public Future<?> close() {
    stopping = true;
    List<Future<Void>> closed =
        List.copyOf(open).stream()
            .map(socket -> socket.close(CloseCode.SERVICE_RESTART, "the server stops"))
            .toList();
    return Future.join(closed);
  }
}
