package dev.jobtracker.web.door;

import dev.jobtracker.job.JobException;
import dev.jobtracker.web.limit.Limit;
import dev.jobtracker.web.live.Backlog;
import dev.jobtracker.web.live.CloseCode;
import dev.jobtracker.web.live.Detail;
import dev.jobtracker.web.live.Form;
import dev.jobtracker.web.live.FrameWriter;
import dev.jobtracker.web.live.JobNews;
import dev.jobtracker.web.live.LiveConnection;
import dev.jobtracker.web.live.LiveServices;
import dev.jobtracker.web.live.TextFrames;
import dev.jobtracker.wire.Json;
import dev.jobtracker.wire.JsonText;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket (contract, section 8). It reads one message at a time: the next one is fetched when
 * the answer to this one is written and the socket has room. So a client that sends without reading
 * waits, and costs no memory. What it watches goes through its {@link Backlog}.
 */
final class RpcSocket extends LiveConnection {
  /** Bytes that may wait for a client before its socket counts as full. */
  private static final int FULL_BYTES = 64 * 1024;

  /** How long a client may take to answer a close before its connection is cut. */
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

  private static final long NONE = -1;

  private final ServerWebSocket socket;
  private final FrameWriter writer;
  private final int maxBytes;
  private final Watches watches;
  private final RpcCalls calls;
  private final boolean wantsResults;
  private final boolean isNode;
  private @Nullable Buffer begun;
  private boolean waitsForRoom;
  private boolean heard = true;
  private boolean closing;
  private boolean closed;
  private long cutting = NONE;

  RpcSocket(ServerWebSocket socket, Channel channel, LiveServices live, RpcPeer peer) {
    super(peer.caller().scope(), live);
    this.wantsResults = peer.wantsResults();
    this.isNode = peer.isNode();
    this.socket = socket;
    this.writer = new FrameWriter(channel, live, this::tooSlow, this::taken);
    this.maxBytes = live.config().maxFrameBytes();
    this.watches = new Watches(live, this);
    this.calls = new RpcCalls(live, watches, peer);
    socket.setWriteQueueMaxSize(FULL_BYTES);
    socket.frameHandler(this::frame);
    socket.pongHandler(pong -> heard = true);
    socket.exceptionHandler(this::broken);
    socket.pause();
    socket.fetch(1);
  }

  private void frame(WebSocketFrame frame) {
    heard = true;
    if (isOver() || frame.isPing() || frame.isClose()) {
      // Whatever comes after the end is not read, and the next frame after a ping, which Vert.x
      // answers, is fetched anyway.
      writer.look();
      return;
    }
    if (frame.isBinary()) {
      close(CloseCode.UNSUPPORTED, "only text frames are read");
    } else if (!frame.isText() && !frame.isContinuation()) {
      // A pong, after which the next frame is fetched anyway.
      return;
    } else if (lengthOf(begun) + frame.binaryData().length() > maxBytes) {
      live.counts().hits.count(Limit.MAX_FRAME_BYTES);
      close(CloseCode.TOO_BIG, "a message may have " + maxBytes + " bytes");
    } else {
      text(frame);
    }
  }

  private void text(WebSocketFrame frame) {
    Buffer message = begun == null ? frame.binaryData() : begun.appendBuffer(frame.binaryData());
    if (!frame.isFinal()) {
      begun = begun == null ? message.copy() : message;
      socket.fetch(1);
      return;
    }
    begun = null;
    byte[] bytes = message.getBytes();
    // News that are older than the answer must not overtake it, so they wait until it is written.
    backlog.hold();
    answer(bytes)
        .onComplete(
            (answer, failure) -> {
              try {
                write(answer);
              } finally {
                backlog.release();
                fetchNext();
              }
            });
  }

  private static int lengthOf(@Nullable Buffer message) {
    return message == null ? 0 : message.length();
  }

  private Future<RpcAnswer> answer(byte[] text) {
    Object value;
    try {
      value = isNode ? Json.readEnvelope(text) : Json.read(text);
    } catch (JobException unreadable) {
      int status = unreadable.kind().code();
      return Future.succeededFuture(
          RpcAnswer.of(Rpc.error(null, Rpc.PARSE_ERROR, unreadable.getMessage(), status)));
    }
    return calls.answer(value);
  }

  private void write(RpcAnswer answer) {
    if (answer.json() != null && !isOver()) {
      answer.shown().forEach(this::show);
      writer.write(TextFrames.encode(JsonText.envelope(answer.json())));
    }
  }

  private void fetchNext() {
    waitsForRoom = writer.isFull() && !isOver();
    if (!waitsForRoom) {
      socket.fetch(1);
    }
  }

  private void taken() {
    if (isOver()) {
      return;
    }
    backlog.drain();
    if (waitsForRoom) {
      fetchNext();
    }
  }

  /** A socket that is closed does not even tell its room. */
  @Override
  public boolean isOver() {
    return closing || closed;
  }

  @Override
  public boolean isFull() {
    return writer.isFull() || isOver();
  }

  @Override
  public void send(JobNews news, Detail detail) {
    Form form =
        switch (detail) {
          case FULL -> Form.RPC_FULL;
          case LEAN -> wantsResults ? Form.RPC_FULL : Form.RPC_LEAN;
          case GONE -> isNode ? Form.NODE_REMOVED : Form.RPC_REMOVED;
        };
    writer.write(news.encoded(form));
    live.counts().sent.increment();
  }

  @Override
  protected void endSlow() {
    close(CloseCode.TRY_AGAIN_LATER, "too slow for what it watches");
  }

  /** Closes a connection from which nothing came since the last ping, and pings one that lives. */
  void ping() {
    backlog.forgetFirst();
    writer.look();
    if (isFull()) {
      return;
    }
    if (!heard) {
      live.counts().hits.count(Limit.PING_INTERVAL);
      close(CloseCode.GOING_AWAY, "no pong");
      return;
    }
    heard = false;
    socket.writePing(Buffer.buffer());
  }

  private void broken(Throwable failure) {
    if (failure instanceof CorruptedWebSocketFrameException corrupted) {
      if (corrupted.closeStatus().code() == CloseCode.TOO_BIG) {
        live.counts().hits.count(Limit.MAX_FRAME_BYTES);
      }
      close((short) corrupted.closeStatus().code(), corrupted.closeStatus().reasonText());
    }
  }

  /** Closes the connection with this code, if need be without the client's help. */
  Future<Void> close(short code, String reason) {
    if (!closing) {
      closing = true;
      writer.stopWaiting();
      cutting = live.vertx().setTimer(CLOSE_PATIENCE.toMillis(), late -> writer.cut());
    }
    return socket.shutdown(CLOSE_PATIENCE, code, reason);
  }

  /** Lets go of everything; to be called when the connection is closed. */
  void closed() {
    closed = true;
    writer.stopWaiting();
    live.vertx().cancelTimer(cutting);
    watches.close();
  }
}
