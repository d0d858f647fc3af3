package dev.jobtracker.tracker;

import dev.jobtracker.config.StoreConfig;
import dev.jobtracker.wire.Addresses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.BooleanSupplier;

/** Answers what the web door asks of the tracker itself: how it is, and who is another node. */
final class Inquiries {
  private final Vertx vertx;
  private final StoreConfig store;
  private final Roles roles;
  private final BooleanSupplier troubled;

  /** Tells of these roles; {@code troubled} says whether the store does not answer. */
  Inquiries(Vertx vertx, StoreConfig store, Roles roles, BooleanSupplier troubled) {
    this.vertx = vertx;
    this.store = store;
    this.roles = roles;
    this.troubled = troubled;
  }

  /** Begins to answer. */
  Future<?> begin() {
    return Future.all(
        vertx.eventBus().consumer(Addresses.HEALTH, this::health).completion(),
        vertx.eventBus().consumer(Addresses.NODE, this::node).completion());
  }

  private void health(Message<Object> message) {
    message.reply(
        new JsonObject()
            .put("up", roles.answers() && !troubled.getAsBoolean())
            .put("role", roles.role())
            .put("store", kindOf(store)));
  }

  private static String kindOf(StoreConfig store) {
    if (store.file() != null) {
      return "file";
    }
    return store.url() != null ? "postgresql" : "memory";
  }

  /** Tells the web door whether who says that he is a node shows what the nodes have in common. */
  private void node(Message<JsonObject> message) {
    String secret = roles.secret();
    boolean node =
        secret != null
            && MessageDigest.isEqual(
                secret.getBytes(StandardCharsets.UTF_8),
                message.body().getString("secret", "").getBytes(StandardCharsets.UTF_8));
    message.reply(new JsonObject().put("node", node));
  }
}
