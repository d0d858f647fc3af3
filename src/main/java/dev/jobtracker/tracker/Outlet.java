package dev.jobtracker.tracker;

import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.Batch;
import dev.jobtracker.wire.Bodies;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The tracker's way out to the bus. What leaves it leaves in the order in which it was decided: the
 * answers to batches are sent at the end of a turn, but before anything is published. Else a reader
 * would be told of a change first, and then be answered with the state before it. Used on the
 * tracker's event loop.
 */
final class Outlet {
  private final Vertx vertx;
  private final Bodies bodies;

  /** Batches with answers that are not sent yet; bounded by what the doors have in flight. */
  private List<BatchTurn> unsent = new ArrayList<>();

  private boolean answering;

  Outlet(Vertx vertx, Bodies bodies) {
    this.vertx = vertx;
    this.bodies = bodies;
  }

  Vertx vertx() {
    return vertx;
  }

  /** Publishes what is new of a job, to those who watch it and to those who watch all. */
  void publish(String taskId, Object news, DeliveryOptions options) {
    sendAnswers();
    Object body = bodies.of(news);
    vertx.eventBus().publish(Addresses.EVENTS, body, options);
    vertx.eventBus().publish(Addresses.eventsOf(taskId), body, options);
  }

  /** Has every ask of a batch answered, in their order. */
  void answer(Message<Batch> message, Consumer<Asker> each) {
    answering = true;
    try {
      new BatchTurn(this, message).askers().forEach(each);
    } finally {
      answering = false;
      sendAnswers();
    }
  }

  /** Notes that a batch has answers to be sent. */
  void unsent(BatchTurn turn) {
    unsent.add(turn);
    if (unsent.size() == 1 && !answering) {
      vertx.runOnContext(end -> sendAnswers());
    }
  }

  /** Sends the answers that are known, before something else leaves. */
  void sendAnswers() {
    if (!unsent.isEmpty()) {
      List<BatchTurn> ready = unsent;
      unsent = new ArrayList<>();
      ready.forEach(BatchTurn::send);
    }
  }
}
