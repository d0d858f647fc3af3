package dev.jobtracker.bench;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;

/** Answers every message with itself: the floor of whatever is asked over the bus. */
final class Echo extends VerticleBase {
  private final String address;

  Echo(String address) {
    this.address = address;
  }

  @Override
  public Future<?> start() {
    return vertx
        .eventBus()
        .<JsonObject>consumer(address, message -> message.reply(message.body()))
        .completion();
  }
}
