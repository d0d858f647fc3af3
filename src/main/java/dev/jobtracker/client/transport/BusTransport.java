package dev.jobtracker.client.transport;

import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;

/** The event bus, which a tracker answers somewhere. */
public final class BusTransport implements Transport {
  private final Vertx vertx;
  private final TrackerNews trackerNews;

  /** Creates the way over this Vert.x instance's event bus. */
  public BusTransport(Vertx vertx) {
    this.vertx = vertx;
    this.trackerNews = new TrackerNews(vertx);
  }

  @Override
  public Future<Reply> request(String address, JsonObject body, long timeoutMillis) {
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(timeoutMillis);
    return vertx.eventBus().<JsonObject>request(address, body, options).map(Reply::of);
  }

  @Override
  public Subscription listen(String taskId, JobNews news) {
    MessageConsumer<JsonObject> consumer =
        vertx.eventBus().consumer(Addresses.eventsOf(taskId), message -> tell(message, news));
    Future<Void> begun =
        Future.all(consumer.completion(), trackerNews.add(taskId, news)).mapEmpty();
    return new Subscription() {
      @Override
      public Future<Void> begun() {
        return begun;
      }

      @Override
      public void end() {
        consumer.unregister();
        trackerNews.remove(news);
      }
    };
  }

  private static void tell(Message<JsonObject> message, JobNews news) {
    if (Addresses.CHANGED.equals(message.headers().get(Addresses.EVENT))) {
      news.changed(message.body());
    } else {
      news.removed(message.body());
    }
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
