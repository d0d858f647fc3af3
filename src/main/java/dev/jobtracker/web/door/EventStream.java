package dev.jobtracker.web.door;

import dev.jobtracker.job.Scope;
import dev.jobtracker.web.http.Connections;
import dev.jobtracker.web.limit.BlockedTimer;
import dev.jobtracker.web.limit.Limit;
import dev.jobtracker.web.live.Form;
import dev.jobtracker.web.live.JobNews;
import dev.jobtracker.web.live.Live;
import dev.jobtracker.web.live.LiveCounts;
import dev.jobtracker.web.live.LiveFeed;
import dev.jobtracker.web.live.Outbox;
import dev.jobtracker.web.live.Watcher;
import dev.jobtracker.wire.JobJson;
import dev.jobtracker.wire.Keys;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * One stream of server-sent events (contract, section 7, and the HTML standard, section 9.2), of
 * one job or of all that a filter admits. The stream of one job ends with the job.
 */
final class EventStream extends Watcher implements Outbox.Line {
  /** Bytes that may wait for a client before its stream counts as full. */
  private static final int FULL_BYTES = 64 * 1024;

  private static final String COMMENT = ":\n\n";

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Outbox outbox = new Outbox(this);
  private final boolean ofOneJob;
  private final BlockedTimer blocked;
  private final LiveFeed feed;
  private final LiveCounts counts;
  private boolean begun;

  EventStream(HttpServerRequest request, Scope scope, boolean ofOneJob, Live live) {
    super(scope);
    this.request = request;
    this.response = request.response();
    this.ofOneJob = ofOneJob;
    this.blocked = new BlockedTimer(live.vertx(), live.config().slowClientTimeout(), this::tooSlow);
    this.feed = live.feed();
    this.counts = live.counts();
    // News that come before the present state wait until it is sent.
    outbox.hold();
  }

  /** Sends the present state of a job, and from then on its changes. */
  void begin(JsonObject job) {
    head();
    send(JobNews.of(job), Sight.FULL);
    toldFirst(job, Sight.FULL);
    outbox.release();
  }

  /** Sends the present state of jobs without their results, and from then on what changes. */
  void begin(JsonArray jobs) {
    head();
    for (Object each : jobs) {
      JsonObject job = (JsonObject) each;
      send(JobNews.of(job), Sight.LEAN);
      toldFirst(job, Sight.LEAN);
    }
    outbox.release();
  }

  private void toldFirst(JsonObject job, Sight sight) {
    feed.catchUp(job.getString(Keys.TASK_ID));
    outbox.toldFirst(job.getString(Keys.TASK_ID), job.getLong(Keys.REVISION), sight);
  }

  private void head() {
    if (isOver()) {
      return;
    }
    begun = true;
    response.setChunked(true).setWriteQueueMaxSize(FULL_BYTES);
    response.drainHandler(drained -> drained());
    if (!response.headWritten()) {
      response.writeHead();
    }
  }

  @Override
  public void hear(JobNews news, Sight sight) {
    if (!isOver() && outbox.offer(news, sight)) {
      counts.conflated.increment();
    }
  }

  @Override
  public boolean isFull() {
    return isOver() || response.writeQueueFull();
  }

  /** Returns whether nothing may be sent any more; an ended answer does not even tell its room. */
  private boolean isOver() {
    return response.ended() || response.closed();
  }

  @Override
  public void send(JobNews news, Sight sight) {
    if (isOver()) {
      return;
    }
    counts.sent.increment();
    Form form =
        switch (sight) {
          case FULL -> Form.EVENT_FULL;
          case LEAN -> Form.EVENT_LEAN;
          case GONE -> Form.EVENT_REMOVED;
        };
    response.write(Buffer.buffer(news.encoded(form)));
    if (ofOneJob && (news.isRemoval() || JobJson.isTerminal(news.job()))) {
      response.end();
    } else if (response.writeQueueFull()) {
      blocked.start();
    }
  }

  /** Says that the stream is alive, where nothing else says so. */
  void ping() {
    outbox.forgetFirst();
    if (begun && !isFull()) {
      response.write(COMMENT);
      if (response.writeQueueFull()) {
        blocked.start();
      }
    }
  }

  private void drained() {
    blocked.stop();
    outbox.drain();
  }

  private void tooSlow() {
    if (!isOver()) {
      counts.hits.count(Limit.SLOW_CLIENT_TIMEOUT);
      cut();
    }
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
  Future<Void> end() {
    if (isOver()) {
      return Future.succeededFuture();
    }
    if (begun && isFull()) {
      cut();
      return Future.succeededFuture();
    }
    return response.end();
  }
}
