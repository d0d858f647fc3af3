package dev.jobtracker.web.door;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.Scope;
import dev.jobtracker.web.http.Connections;
import dev.jobtracker.web.http.Refusal;
import dev.jobtracker.web.limit.BlockedTimer;
import dev.jobtracker.web.live.Detail;
import dev.jobtracker.web.live.FirstStates.FirstState;
import dev.jobtracker.web.live.Form;
import dev.jobtracker.web.live.JobNews;
import dev.jobtracker.web.live.LiveConnection;
import dev.jobtracker.web.live.LiveServices;
import dev.jobtracker.web.live.Shown;
import dev.jobtracker.wire.JobJson;
import dev.jobtracker.wire.JsonText;
import dev.jobtracker.wire.Keys;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * One stream of server-sent events (contract, section 7, and the HTML standard, section 9.2), of
 * one job or of all that a filter admits. The stream of one job ends with the job.
 */
final class EventStream extends LiveConnection {
  static final String MEDIA_TYPE = "text/event-stream";

  /** Bytes that may wait for a client before its stream counts as full. */
  private static final int FULL_BYTES = 64 * 1024;

  /** How long a client may take for what is left when the server stops. */
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(1);

  private static final String COMMENT = ":\n\n";

  private final RoutingContext context;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final boolean ofOneJob;
  private final BlockedTimer blocked;
  private boolean begun;

  EventStream(RoutingContext context, Scope scope, boolean ofOneJob, LiveServices live) {
    super(scope, live);
    this.context = context;
    this.request = context.request();
    this.response = context.response();
    this.ofOneJob = ofOneJob;
    this.blocked = new BlockedTimer(live.vertx(), live.config().slowClientTimeout(), this::tooSlow);
    // News that come before the present state wait until it is sent.
    backlog.hold();
  }

  /** Sends the present state of a job, and from then on its changes. */
  void begin(JsonObject job) {
    if (isOver()) {
      return;
    }
    head();
    first(job, Detail.FULL);
    backlog.release();
  }

  /** Sends the present state of jobs without their results, and from then on what changes. */
  void begin(FirstState state) {
    if (isOver()) {
      return;
    }
    head();
    JsonObject snapshot =
        new JsonObject().put(Keys.COUNT, state.jobs().size()).put(Keys.MORE, state.more());
    write(
        Buffer.buffer("event: snapshot\ndata: ")
            .appendBytes(JsonText.bytes(snapshot))
            .appendString("\n\n"));
    state.jobs().forEach(job -> first((JsonObject) job, Detail.LEAN));
    backlog.release();
  }

  private void first(JsonObject job, Detail detail) {
    // In this order, since a job that has ended ends the stream, which watches nothing then.
    show(Shown.first(job, detail));
    send(JobNews.of(job), detail);
  }

  private void head() {
    begun = true;
    headers(context);
    response.setWriteQueueMaxSize(FULL_BYTES);
    response.drainHandler(drained -> drained());
    if (request.version() == HttpVersion.HTTP_1_0) {
      // It knows no chunks: the end of the connection is the end of the stream.
      response.headersEndHandler(all -> response.putHeader(HttpHeaders.CONNECTION, "close"));
    } else {
      response.setChunked(true).writeHead();
    }
  }

  /** Sets the headers of every stream, also where a HEAD asks for nothing else. */
  static void headers(RoutingContext context) {
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        // Tells nginx, which would otherwise collect events until its buffer is full.
        .putHeader("X-Accel-Buffering", "no");
  }

  @Override
  public boolean isFull() {
    return isOver() || response.writeQueueFull();
  }

  @Override
  public boolean isOver() {
    return response.ended() || response.closed();
  }

  @Override
  public void send(JobNews news, Detail detail) {
    if (isOver()) {
      return;
    }
    live.counts().sent.increment();
    Form form =
        switch (detail) {
          case FULL -> Form.EVENT_FULL;
          case LEAN -> Form.EVENT_LEAN;
          case GONE -> Form.EVENT_REMOVED;
        };
    write(Buffer.buffer(news.encoded(form)));
    if (ofOneJob && (news.isRemoval() || JobJson.isTerminal(news.job()))) {
      finish();
    }
  }

  /** Says that the stream is alive, where nothing else says so. */
  void ping() {
    backlog.forgetFirst();
    if (begun && !isFull()) {
      write(Buffer.buffer(COMMENT));
    }
  }

  private void write(Buffer event) {
    response.write(event);
    if (response.writeQueueFull()) {
      blocked.start();
    }
  }

  private Future<Void> finish() {
    blocked.stop();
    Future<Void> ended = response.end();
    return request.version() == HttpVersion.HTTP_1_0
        ? ended.eventually(() -> request.connection().close())
        : ended;
  }

  private void drained() {
    blocked.stop();
    backlog.drain();
  }

  @Override
  protected void endSlow() {
    cut();
  }

  /** Lets go of everything; to be called when the stream is over. */
  void closed() {
    blocked.stop();
  }

  /**
   * Ends the answer although what was written of it waits for a client that reads nothing. Vert.x
   * itself would wait with it, unless it has frames to say so.
   */
  private void cut() {
    if (request.version() == HttpVersion.HTTP_2) {
      response.reset();
    } else {
      Connections.cut(request.connection());
    }
  }

  /** Ends the stream, because the server stops. */
  Future<Void> stop() {
    // A client that vanished takes nothing any more, though less waits for it than makes it full.
    long cutting = live.vertx().setTimer(STOP_PATIENCE.toMillis(), late -> cut());
    return end(JobException.unavailable("the server is stopping"))
        .onComplete(ended -> live.vertx().cancelTimer(cutting));
  }

  /** Ends the stream, because the caller's session or token is over. */
  void endAccess() {
    end(Refusal.unauthorized("the session or the token is over", true));
  }

  /** One that has not begun says why; an empty answer would keep a browser from coming back. */
  private Future<Void> end(RuntimeException why) {
    if (isOver()) {
      return Future.succeededFuture();
    }
    if (!begun) {
      context.fail(why);
      return Future.succeededFuture();
    }
    if (isFull()) {
      cut();
      return Future.succeededFuture();
    }
    return finish();
  }
}
