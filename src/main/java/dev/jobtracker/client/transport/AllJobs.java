package dev.jobtracker.client.transport;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** Watches all jobs on each socket anew, for one listener. */
final class AllJobs implements Connection.Listener {
  private static final long AGAIN_MILLIS = 1_000;
  private static final long ANSWER_MILLIS = 10_000;
  private static final long NONE = -1;

  private final Vertx vertx;
  private final Transport calls;
  private final Connection.Listener listener;
  private boolean connected;

  /** Whether a watch is asked for now. */
  private boolean asked;

  private long pause = NONE;

  AllJobs(Vertx vertx, Transport calls, Connection.Listener listener) {
    this.vertx = vertx;
    this.calls = calls;
    this.listener = listener;
  }

  @Override
  public void connected() {
    connected = true;
    watch();
  }

  private void watch() {
    vertx.cancelTimer(pause);
    if (!connected || asked) {
      return;
    }
    asked = true;
    calls
        .request(RpcMessages.WATCH, new JsonObject(), ANSWER_MILLIS)
        .onSuccess(
            watching -> {
              asked = false;
              listener.connected();
            })
        .onFailure(
            failure -> {
              asked = false;
              pause = vertx.setTimer(AGAIN_MILLIS, now -> watch());
            });
  }

  @Override
  public void disconnected(String why) {
    connected = false;
    listener.disconnected(why);
  }

  @Override
  public void closed() {
    connected = false;
    vertx.cancelTimer(pause);
  }

  @Override
  public void changed(JsonObject job) {
    listener.changed(job);
  }

  @Override
  public void removed(JsonObject removal) {
    listener.removed(removal);
  }
}
