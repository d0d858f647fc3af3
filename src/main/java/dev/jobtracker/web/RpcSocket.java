package dev.jobtracker.web;

import dev.jobtracker.job.JobException;
import dev.jobtracker.wire.Json;
import dev.jobtracker.wire.JsonText;
import dev.jobtracker.wire.Keys;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
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
  private static final long CLOSE_SECONDS = 1;

  private final ServerWebSocket socket;
  private final int maxBytes;
  private final Patience patience;
  private final Outbox outbox = new Outbox(this);
  private final Watches watches;
  private final RpcCalls calls;
  private final LiveCounts counts;
  private Buffer message = Buffer.buffer();
  private boolean waitsForRoom;
  private boolean ponged = true;

  RpcSocket(ServerWebSocket socket, Live live, Caller caller) {
    this.socket = socket;
    this.maxBytes = live.config().maxFrameBytes();
    this.patience = new Patience(live.config().slowClientTimeout());
    this.watches = new Watches(live, this);
    this.counts = live.counts();
    this.calls = new RpcCalls(live, watches, caller);
    socket.setWriteQueueMaxSize(FULL_BYTES);
    socket.frameHandler(this::frame);
    socket.pongHandler(pong -> ponged = true);
    socket.drainHandler(drained -> drained());
    socket.exceptionHandler(this::broken);
    socket.pause();
    socket.fetch(1);
  }

  private void frame(WebSocketFrame frame) {
    if (frame.isBinary()) {
      close(CloseCode.UNSUPPORTED, "only text frames are read");
    } else if (!frame.isText() && !frame.isContinuation()) {
      socket.fetch(1);
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
    if (answer != null && !socket.isClosed()) {
      noteRevisions(answer);
      socket.writeTextMessage(new String(JsonText.bytes(answer), StandardCharsets.UTF_8));
    }
  }

  /** A job's revision never falls on a socket, so older news than the answer are dropped. */
  private void noteRevisions(Object answer) {
    if (answer instanceof JsonArray several) {
      several.forEach(this::noteRevisions);
    } else if (answer instanceof JsonObject call
        && call.getValue("result") instanceof JsonObject result) {
      noteJob(result, 0);
      // What a watch begins with has been told, so its very revision need not be told again.
      int told = result.containsKey(Keys.WATCH) ? 1 : 0;
      result
          .getJsonArray(Keys.JOBS, new JsonArray())
          .forEach(job -> noteJob((JsonObject) job, told));
    }
  }

  private void noteJob(JsonObject job, int told) {
    if (job.getValue(Keys.REVISION) instanceof Long revision) {
      outbox.forgetBefore(job.getString(Keys.TASK_ID), revision + told);
    }
  }

  private void fetchNext() {
    waitsForRoom = isFull();
    if (!waitsForRoom) {
      socket.fetch(1);
    }
  }

  private void drained() {
    outbox.drain();
    if (waitsForRoom) {
      fetchNext();
    }
  }

  @Override
  void hear(JobNews news, Sight sight) {
    if (outbox.offer(news, sight)) {
      counts.conflated.increment();
    }
  }

  @Override
  public boolean isFull() {
    return socket.writeQueueFull();
  }

  @Override
  public void send(JobNews news, Sight sight) {
    Form form =
        switch (sight) {
          case FULL -> Form.RPC_FULL;
          case LEAN -> Form.RPC_LEAN;
          case GONE -> Form.RPC_REMOVED;
        };
    socket.writeTextMessage(news.text(form));
    counts.sent.increment();
  }

  /** Looks after the connection; to be called every now and then. */
  void closeIfBlocked() {
    if (patience.isOver(isFull())) {
      counts.slow.increment();
      close(CloseCode.TRY_AGAIN_LATER, "too slow for what it watches");
    }
  }

  /** Closes a connection whose last ping was not answered, and pings one that is alive. */
  void ping() {
    if (isFull()) {
      return;
    }
    if (!ponged) {
      close(CloseCode.GOING_AWAY, "no pong");
      return;
    }
    ponged = false;
    socket.writePing(Buffer.buffer());
  }

  private void broken(Throwable failure) {
    if (failure instanceof CorruptedWebSocketFrameException corrupted) {
      close((short) corrupted.closeStatus().code(), corrupted.closeStatus().reasonText());
    }
  }

  /** Closes the connection with this code, if need be without the client's help. */
  Future<Void> close(short code, String reason) {
    return socket.shutdown(CLOSE_SECONDS, TimeUnit.SECONDS, code, reason);
  }

  /** Lets go of everything; to be called when the connection is closed. */
  void closed() {
    watches.close();
  }
}
