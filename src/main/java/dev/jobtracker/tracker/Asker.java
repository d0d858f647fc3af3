package dev.jobtracker.tracker;

import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.Bodies;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import org.jspecify.annotations.Nullable;

/** Who asks the tracker for a verb, what he sent, and the way back to him. */
interface Asker {

  /** Returns the verb. */
  String verb();

  /** Returns what was sent, which may be anything. */
  @Nullable Object body();

  /** Returns what he may see, as the header of {@link Addresses#SCOPE}; null = every job. */
  @Nullable String scope();

  /** Returns whether he is another node. */
  boolean isNode();

  /** Returns whether he waits for an answer. */
  boolean waits();

  /**
   * Answers him.
   *
   * @param body as {@link Bodies} takes it
   * @param created of a create, whether it created; else null
   */
  void reply(Object body, @Nullable Boolean created);

  /** Answers him with a refusal. */
  void refuse(ReplyException refusal);

  /**
   * One who sent a message to the verb's own address.
   *
   * @param message the message
   * @param bodies makes the reply's body
   */
  record OnTheBus(Message<Object> message, Bodies bodies) implements Asker {
    private static final DeliveryOptions PLAIN = new DeliveryOptions();
    private static final DeliveryOptions CREATED =
        new DeliveryOptions().addHeader(Addresses.CREATED, "true");
    private static final DeliveryOptions FOUND =
        new DeliveryOptions().addHeader(Addresses.CREATED, "false");

    @Override
    public String verb() {
      return message.address();
    }

    @Override
    public @Nullable Object body() {
      return message.body();
    }

    @Override
    public @Nullable String scope() {
      return message.headers().get(Addresses.SCOPE);
    }

    @Override
    public boolean isNode() {
      return message.headers().contains(Addresses.FORWARDED);
    }

    @Override
    public boolean waits() {
      return message.replyAddress() != null;
    }

    @Override
    public void reply(Object body, @Nullable Boolean created) {
      DeliveryOptions options = created == null ? PLAIN : created ? CREATED : FOUND;
      message.reply(bodies.of(body), options);
    }

    @Override
    public void refuse(ReplyException refusal) {
      message.reply(refusal);
    }
  }
}
