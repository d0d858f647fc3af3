package dev.jobtracker.bench;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Sends requests over the bus from one event loop, a number of them outstanding at any time. */
final class BusLoad {
  private static final int OUTSTANDING = 64;
  private static final int PATIENCE_SECONDS = 300;

  private final Vertx vertx;
  private final String address;
  private final int count;
  private final IntFunction<JsonObject> bodies;
  private final Consumer<JsonObject> reader;
  private final CompletableFuture<Long> end = new CompletableFuture<>();
  private int sent;
  private int answered;

  private BusLoad(
      Vertx vertx,
      String address,
      int count,
      IntFunction<JsonObject> bodies,
      Consumer<JsonObject> reader) {
    this.vertx = vertx;
    this.address = address;
    this.count = count;
    this.bodies = bodies;
    this.reader = reader;
  }

  /** Returns how many requests were answered in a second. */
  static double rate(Vertx vertx, String address, int count, IntFunction<JsonObject> bodies)
      throws Exception {
    return rate(vertx, address, count, bodies, unread -> {});
  }

  /** The same where every answer is read. */
  static double rate(
      Vertx vertx,
      String address,
      int count,
      IntFunction<JsonObject> bodies,
      Consumer<JsonObject> reader)
      throws Exception {
    BusLoad load = new BusLoad(vertx, address, count, bodies, reader);
    long start = System.nanoTime();
    vertx.getOrCreateContext().runOnContext(begin -> load.begin());
    return count / ((load.end.get(PATIENCE_SECONDS, TimeUnit.SECONDS) - start) / 1e9);
  }

  private void begin() {
    for (int i = 0; i < OUTSTANDING; i++) {
      next();
    }
  }

  private void next() {
    if (sent == count) {
      return;
    }
    vertx
        .eventBus()
        .<JsonObject>request(address, bodies.apply(sent++))
        .onComplete(
            (reply, failure) -> {
              if (failure != null) {
                end.completeExceptionally(failure);
                return;
              }
              reader.accept(reply.body());
              if (++answered == count) {
                end.complete(System.nanoTime());
              } else {
                next();
              }
            });
  }
}
