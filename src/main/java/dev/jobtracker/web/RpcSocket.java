package dev.jobtracker.web;

import dev.jobtracker.job.JobException;
import dev.jobtracker.wire.Json;
import dev.jobtracker.wire.JsonText;
import dev.jobtracker.wire.Keys;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket (contract, section 8). It reads one message at a time: the next one is fetched when
 * the answer to this one is written and the socket has room. So a client that sends without reading
 * waits, and costs no memory. What it watches goes through its {@link Outbox}.
 */
final class RpcSocket extends Watcher implements Outbox.Line {
  /** Bytes that may wait for a client before its socket counts as full. */
  private static final int FULL_BYTES = 64 * 1024;

  /** How long a client may take to answer a close before its connection is cut. */
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

  /** Longer texts are sent in fragments, since some clients read no frame over 64 KiB. */
  private static final int FRAGMENT_CHARS = 20_000;

  private final ServerWebSocket socket;
  private final Channel channel;
  private final int maxBytes;
  private final Patience patience;
  private final Outbox outbox = new Outbox(this);
  private final Watches watches;
  private final RpcCalls calls;
  private final LiveCounts counts;
  private Buffer message = Buffer.buffer();
  private boolean waitsForRoom;
  private boolean heard = true;
  private @Nullable Patience closing;

  RpcSocket(ServerWebSocket socket, Channel channel, Live live, Caller caller) {
    this.socket = socket;
    this.channel = channel;
    this.maxBytes = live.config().maxFrameBytes();
    this.patience = new Patience(live.config().slowClientTimeout());
    this.watches = new Watches(live, this);
    this.counts = live.counts();
    this.calls = new RpcCalls(live, watches, caller);
    socket.setWriteQueueMaxSize(FULL_BYTES);
    socket.frameHandler(this::frame);
    socket.pongHandler(pong -> heard = true);
    socket.drainHandler(drained -> drained());
    socket.exceptionHandler(this::broken);
    socket.pause();
    socket.fetch(1);
  }

  private void frame(WebSocketFrame frame) {
    heard = true;
    if (isOver() || frame.isPing() || frame.isClose()) {
      // Whatever comes after the end is not read, and the next frame after a ping is fetched
      // anyway.
      return;
    }
    if (frame.isBinary()) {
      close(CloseCode.UNSUPPORTED, "only text frames are read");
    } else if (!frame.isText() && !frame.isContinuation()) {
      // A pong, after which the next frame is fetched anyway.
      return;
    } else if (message.length() + frame.binaryData().length() > maxBytes) {
      close(CloseCode.TOO_BIG, "a message may have " + maxBytes + " bytes");
    } else {
      text(frame);
    }
  }

  private void text(WebSocketFrame frame) {
    message.appendBuffer(frame.binaryData());
    if (!frame.isFinal()) {
      socket.fetch(1);
      return;
    }
    byte[] bytes = message.getBytes();
    message = Buffer.buffer();
    // News that are older than the answer must not overtake it, so they wait until it is written.
    outbox.hold();
    answer(bytes)
        .onComplete(
            (answer, failure) -> {
              write(answer);
              outbox.release();
              fetchNext();
            });
  }

  private Future<@Nullable Object> answer(byte[] text) {
    Object value;
    try {
      value = Json.read(text);
    } catch (JobException unreadable) {
      return Future.succeededFuture(
          Rpc.error(null, Rpc.PARSE_ERROR, unreadable.getMessage(), unreadable.kind().code()));
    }
    return calls.answer(value);
  }

  private void write(@Nullable Object answer) {
    if (answer != null && !isOver()) {
      noteRevisions(answer);
      writeText(new String(JsonText.bytes(answer), StandardCharsets.UTF_8));
    }
  }

  private void writeText(String text) {
    if (text.length() <= FRAGMENT_CHARS) {
      socket.writeTextMessage(text);
      return;
    }
    int end = fragmentEnd(text, 0);
    socket.writeFrame(WebSocketFrame.textFrame(text.substring(0, end), false));
    for (int begin = end; begin < text.length(); begin = end) {
      end = fragmentEnd(text, begin);
      Buffer fragment = Buffer.buffer(text.substring(begin, end));
      socket.writeFrame(WebSocketFrame.continuationFrame(fragment, end == text.length()));
    }
  }

  private static int fragmentEnd(String text, int begin) {
    int end = Math.min(begin + FRAGMENT_CHARS, text.length());
    return Character.isHighSurrogate(text.charAt(end - 1)) ? end + 1 : end;
  }

  /** A job's revision never falls on a socket, so older news than the answer are dropped. */
  private void noteRevisions(Object answer) {
    if (answer instanceof JsonArray several) {
      several.forEach(this::noteRevisions);
    } else if (answer instanceof JsonObject call
        && call.getValue("result") instanceof JsonObject result) {
      noteRevision(result, false);
      boolean watch = result.containsKey(Keys.WATCH);
      if (result.getValue(Keys.JOBS) instanceof JsonArray jobs) {
        jobs.forEach(job -> noteRevision((JsonObject) job, watch));
      }
    }
  }

  private void noteRevision(JsonObject job, boolean watch) {
    if (!(job.getValue(Keys.REVISION) instanceof Number revision)) {
      return;
    }
    String taskId = job.getString(Keys.TASK_ID);
    if (watch) {
      Sight sight = job.containsKey(Keys.RESULT) ? Sight.FULL : Sight.LEAN;
      outbox.toldFirst(taskId, revision.longValue(), sight);
    } else {
      outbox.overtaken(taskId, revision.longValue());
    }
  }

  private void fetchNext() {
    waitsForRoom = !isOver() && isFull();
    if (!waitsForRoom) {
      socket.fetch(1);
    }
  }

  private void drained() {
    // It takes something, if slowly, whatever the next look would find.
    patience.isOver(false);
    outbox.drain();
    if (waitsForRoom) {
      fetchNext();
    }
  }

  @Override
  void hear(JobNews news, Sight sight) {
    if (!isOver() && outbox.offer(news, sight)) {
      counts.conflated.increment();
    }
  }

  /** Returns whether nothing may be sent any more; a closed socket does not even tell its room. */
  private boolean isOver() {
    return closing != null || socket.isClosed();
  }

  @Override
  public boolean isFull() {
    return isOver() || socket.writeQueueFull();
  }

  @Override
  public void send(JobNews news, Sight sight) {
    Form form =
        switch (sight) {
          case FULL -> Form.RPC_FULL;
          case LEAN -> Form.RPC_LEAN;
          case GONE -> Form.RPC_REMOVED;
        };
    writeText(news.text(form));
    counts.sent.increment();
  }

  /** Looks after the connection; to be called every now and then. */
  void look() {
    if (closing != null) {
      if (closing.isOver(true)) {
        cut();
      }
    } else if (!isOver() && patience.isOver(isFull())) {
      counts.slow.increment();
      close(CloseCode.TRY_AGAIN_LATER, "too slow for what it watches");
    }
  }

  /**
   * Ends the connection although what was written to it, a close frame included, waits for a client
   * that reads nothing. Vert.x itself would wait with it, so this closes beneath all its handlers.
   */
  private void cut() {
    channel.pipeline().firstContext().close();
  }

  /** Closes a connection from which nothing came since the last ping, and pings one that lives. */
  void ping() {
    outbox.forgetFirst();
    if (isFull()) {
      return;
    }
    if (!heard) {
      close(CloseCode.GOING_AWAY, "no pong");
      return;
    }
    heard = false;
    socket.writePing(Buffer.buffer());
  }

  private void broken(Throwable failure) {
    if (failure instanceof CorruptedWebSocketFrameException corrupted) {
      close((short) corrupted.closeStatus().code(), corrupted.closeStatus().reasonText());
    }
  }

  /** Closes the connection with this code, if need be without the client's help. */
  Future<Void> close(short code, String reason) {
    if (closing == null) {
      closing = new Patience(CLOSE_PATIENCE);
    }
    return socket.shutdown(CLOSE_PATIENCE, code, reason);
  }

  /** Lets go of everything; to be called when the connection is closed. */
  void closed() {
    watches.close();
  }
}
