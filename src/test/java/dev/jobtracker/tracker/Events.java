package dev.jobtracker.tracker;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Listens to what is published on an address; every wait has a deadline. */
final class Events {
  private static final long DEADLINE_SECONDS = 30;

  private final BlockingQueue<Message<JsonObject>> arrived = new LinkedBlockingQueue<>();

  private Events() {}

  static Events on(Vertx vertx, String address) {
    Events events = new Events();
    Bus.await(
        vertx
            .eventBus()
            .<JsonObject>consumer(address, message -> events.arrived.add(message))
            .completion());
    return events;
  }

  /** Returns the next event. */
  Message<JsonObject> next() {
    try {
      Message<JsonObject> event = arrived.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no event within " + DEADLINE_SECONDS + " s");
      }
      return event;
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** Returns the next event's body after a look at its header. */
  JsonObject next(String event) {
    Message<JsonObject> message = next();
    if (!event.equals(message.headers().get("event"))) {
      throw new AssertionError(
          "expected " + event + ", was " + message.headers() + message.body().encode());
    }
    return message.body();
  }

  /** Returns all events up to and with the first that is wanted. */
  List<Message<JsonObject>> until(Predicate<JsonObject> wanted) {
    List<Message<JsonObject>> events = new ArrayList<>();
    do {
      events.add(next());
    } while (!wanted.test(events.get(events.size() - 1).body()));
    return events;
  }

  boolean isEmpty() {
    return arrived.isEmpty();
  }
}
