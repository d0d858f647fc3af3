package dev.jobtracker.web.door;

import dev.jobtracker.web.access.Caller;
import dev.jobtracker.web.http.Connections;
import dev.jobtracker.web.limit.Limit;
import dev.jobtracker.web.limit.TrackerGateway;
import dev.jobtracker.web.live.ChannelRoom;
import dev.jobtracker.web.live.CloseCode;
import dev.jobtracker.web.live.LiveCounts;
import dev.jobtracker.web.live.LiveServices;
import dev.jobtracker.web.live.Newest;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.Keys;
import io.netty.channel.Channel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;

/**
 * One client of the event-bus bridge. The bridge itself writes whether or not the client reads, and
 * sends on whether or not the tracker keeps up; so this keeps both within bounds:
 *
 * <pre>
 *   the client does not read   the newest message of each address and job waits for it
 *     for too long             its connection is cut
 *     and yet sends more       its connection is cut: see UnreadGuard
 *   the tracker is behind      after MAX_UNANSWERED messages the next one is rejected
 * </pre>
 */
final class BridgeSocket implements Newest.Line<JsonObject> {
  private static final int MAX_UNANSWERED = 1_000;

  private final SockJSSocket socket;
  private final Channel channel;
  private final Caller caller;
  private final TrackerGateway tracker;
  private final LiveCounts counts;
  private final ChannelRoom room;
  private final Newest<JsonObject> owed = new Newest<>(this);
  private Runnable leave = () -> {};
  private int unanswered;
  private boolean asking;
  private boolean heard = true;
  private boolean closed;

  BridgeSocket(SockJSSocket socket, Channel channel, Caller caller, LiveServices live) {
    this.socket = socket;
    this.channel = channel;
    this.caller = caller;
    this.tracker = live.tracker();
    this.counts = live.counts();
    this.room = new ChannelRoom(channel, live, this::cut, owed::drain);
  }

  Caller caller() {
    return caller;
  }

  /** Notes that the client said something. */
  void heard() {
    heard = true;
    room.look();
  }

  /** Ends a connection from which nothing came since the last call of this. */
  void endIfSilent() {
    room.look();
    if (!heard) {
      counts.hits.count(Limit.PING_INTERVAL);
      socket.close(CloseCode.GOING_AWAY, "no ping");
    }
    heard = false;
  }

  /** Returns whether a message of the client may go to the tracker now. */
  boolean maySend() {
    if (!asking) {
      ask();
    }
    if (unanswered >= MAX_UNANSWERED) {
      return false;
    }
    unanswered++;
    return true;
  }

  /** Messages are read in order, so the answer to a question tells that all before it were read. */
  private void ask() {
    asking = true;
    int before = unanswered;
    tracker
        .probe(Addresses.LIST, new JsonObject().put(Keys.PAGE_SIZE, 1))
        .onSuccess(read -> unanswered -= before)
        .onComplete(answered -> asking = false);
  }

  /** Has the client told, now or when it has room. */
  void deliver(JsonObject envelope) {
    JsonObject headers = envelope.getJsonObject("headers", new JsonObject());
    boolean isRemoval = Addresses.REMOVED.equals(headers.getString(Addresses.EVENT));
    Object body = envelope.getValue("body");
    String job = body instanceof JsonObject object ? object.getString(Keys.TASK_ID) : "";
    if (owed.offer(envelope.getString("address") + ' ' + job, envelope, isRemoval)) {
      counts.conflated.increment();
    }
  }

  @Override
  public boolean isFull() {
    if (closed) {
      return true;
    }
    room.look();
    // A channel that broke takes nothing, although nobody has heard yet that it is closed.
    return room.isFull() || !channel.isWritable();
  }

  @Override
  public void send(JsonObject envelope) {
    socket.write(Buffer.buffer(envelope.encode()));
    counts.sent.increment();
    room.look();
  }

  /** Has this run when the connection is closed. */
  void onClosed(Runnable leave) {
    this.leave = leave;
  }

  /** Lets go of everything; to be called when the connection is closed. */
  void closed() {
    closed = true;
    room.stopWaiting();
    leave.run();
  }

  /** Closes the connection, because the session or the token that let it in is over. */
  void endAccess() {
    socket.close(CloseCode.POLICY_VIOLATION, "the session or the token is over");
  }

  private void cut() {
    counts.hits.count(Limit.SLOW_CLIENT_TIMEOUT);
    Connections.cut(channel);
  }

  /** Says that the server stops, except to who reads nothing: that would keep it from its end. */
  void end() {
    if (channel.isWritable()) {
      socket.close(CloseCode.SERVICE_RESTART, "the server stops");
    } else {
      Connections.cut(channel);
    }
  }
}
