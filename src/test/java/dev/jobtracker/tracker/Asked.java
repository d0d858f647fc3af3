package dev.jobtracker.tracker;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/** A message whose answer is seen in the very moment in which it is given, and not a turn later. */
final class Asked implements Message<Object> {
  private final JsonObject body;
  private final Consumer<Object> answer;
  private boolean answered;

  /**
   * Asks with this body.
   *
   * @param answer takes what a reply carries, or the {@code ReplyException} of a refusal
   */
  Asked(JsonObject body, Consumer<Object> answer) {
    this.body = body;
    this.answer = answer;
  }

  @Override
  public String address() {
    return "asked";
  }

  @Override
  public MultiMap headers() {
    return MultiMap.caseInsensitiveMultiMap();
  }

  @Override
  public Object body() {
    return body;
  }

  @Override
  public String replyAddress() {
    return "answer";
  }

  @Override
  public boolean isSend() {
    return true;
  }

  @Override
  public void reply(Object message, DeliveryOptions options) {
    if (answered) {
      throw new AssertionError("answered twice: " + body);
    }
    answered = true;
    answer.accept(message);
  }

  @Override
  public <R> Future<Message<R>> replyAndRequest(Object message, DeliveryOptions options) {
    throw new AssertionError("an answer asks for nothing");
  }
}
