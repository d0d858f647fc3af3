package dev.jobtracker.client.transport;

import dev.jobtracker.job.Removal;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.Keys;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;

/**
 * What a tracker publishes about itself, told to all who listen to a job over the bus: it can
 * answer again, so that news may be lost (contract, section 12), or it has ended and all its jobs
 * with it. The latter is told as the web doors tell it, as a job that was cleared.
 *
 * <p>One consumer for each of the two while anybody listens. They hang on a context that belongs to
 * no verticle, since one verticle may end while others listen. May be called from any thread;
 * bounded by the jobs that are listened to at once.
 */
final class TrackerNews {
  private final Vertx vertx;
  private final Context own;
  private final Map<Transport.JobNews, String> listeners = new LinkedHashMap<>();
  private List<MessageConsumer<?>> consumers = List.of();

  TrackerNews(Vertx vertx) {
    this.vertx = vertx;
    this.own = Connection.ownContext(vertx);
  }

  /** Completes when nothing is missed any more. */
  Future<Void> add(String taskId, Transport.JobNews news) {
    Promise<Void> begun = Promise.promise();
    later(
        () -> {
          if (listeners.isEmpty()) {
            begin();
          }
          listeners.put(news, taskId);
          Future.all(consumers.stream().map(MessageConsumer::completion).toList())
              .<Void>mapEmpty()
              .onComplete(begun);
        });
    return begun.future();
  }

  void remove(Transport.JobNews news) {
    later(
        () -> {
          if (listeners.remove(news) != null && listeners.isEmpty()) {
            consumers.forEach(MessageConsumer::unregister);
          }
        });
  }

  private void begin() {
    consumers =
        List.of(
            vertx.eventBus().consumer(Addresses.TRACKER, back -> back()),
            vertx.eventBus().consumer(Addresses.ENDED, ended -> ended()));
  }

  /** Each is told in a turn of its own, so that none keeps others from hearing it. */
  private void back() {
    listeners.keySet().forEach(news -> later(news::lookAgain));
  }

  private void ended() {
    listeners.forEach((news, taskId) -> later(() -> news.removed(cleared(taskId))));
  }

  private static JsonObject cleared(String taskId) {
    return new JsonObject().put(Keys.TASK_ID, taskId).put(Keys.REASON, Removal.CLEARED.text());
  }

  private void later(Runnable action) {
    try {
      own.runOnContext(now -> action.run());
    } catch (RejectedExecutionException ended) {
      // With Vert.x its bus has ended, and the consumers with it.
    }
  }
}
