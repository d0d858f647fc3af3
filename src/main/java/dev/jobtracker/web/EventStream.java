package dev.jobtracker.web;

import dev.jobtracker.wire.Keys;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
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

  private final HttpServerResponse response;
  private final Outbox outbox = new Outbox(this);
  private final boolean ofOneJob;
  private final Patience patience;
  private final LiveCounts counts;
  private boolean begun;

  EventStream(HttpServerResponse response, boolean ofOneJob, Live live) {
    this.response = response;
    this.ofOneJob = ofOneJob;
    this.patience = new Patience(live.config().slowClientTimeout());
    this.counts = live.counts();
    // News that come before the present state wait until it is sent.
    outbox.hold();
  }

  /** Sends the present state of a job, and from then on its changes. */
  void begin(JsonObject job) {
    head();
    send(JobNews.of(job), Sight.FULL);
    outbox.forgetBefore(job.getString(Keys.TASK_ID), job.getLong(Keys.REVISION) + 1);
    outbox.release();
  }

  /** Sends the present state of jobs without their results, and from then on what changes. */
  void begin(JsonArray jobs) {
    head();
    for (Object each : jobs) {
      JsonObject job = (JsonObject) each;
      send(JobNews.of(job), Sight.LEAN);
      outbox.forgetBefore(job.getString(Keys.TASK_ID), job.getLong(Keys.REVISION) + 1);
    }
    outbox.release();
  }

  private void head() {
    begun = true;
    response.setChunked(true).setWriteQueueMaxSize(FULL_BYTES);
    response.drainHandler(drained -> outbox.drain());
    if (!response.headWritten()) {
      response.writeHead();
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
    return response.writeQueueFull();
  }

  @Override
  public void send(JobNews news, Sight sight) {
    if (response.ended() || response.closed()) {
      return;
    }
    counts.sent.increment();
    switch (sight) {
      case FULL -> response.write(news.text(Form.EVENT_FULL));
      case LEAN -> response.write(news.text(Form.EVENT_LEAN));
      case GONE -> response.write(news.text(Form.EVENT_REMOVED));
    }
    if (ofOneJob && (news.isRemoval() || Answers.isTerminal(news.job()))) {
      response.end();
    }
  }

  /** Says that the stream is alive, where nothing else says so. */
  void ping() {
    if (begun && !isFull() && !response.ended()) {
      response.write(COMMENT);
    }
  }

  /** Cuts a client that takes nothing; to be called every now and then. */
  void closeIfBlocked() {
    if (patience.isOver(begun && isFull())) {
      counts.slow.increment();
      response.reset();
    }
  }

  /** Ends the stream, because the server stops. */
  Future<Void> end() {
    return response.ended() ? Future.succeededFuture() : response.end();
  }
}
