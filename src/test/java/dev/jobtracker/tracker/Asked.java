package dev.jobtracker.tracker;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One who sees the answer in the very moment in which it is given, and not a turn later. */
final class Asked implements Asker {
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
  public String verb() {
    return "asked";
  }

  @Override
  public Object body() {
    return body;
  }

  @Override
  public @Nullable String scope() {
    return null;
  }

  @Override
  public boolean isNode() {
    return false;
  }

  @Override
  public boolean waits() {
    return true;
  }

  @Override
  public void reply(Object reply, @Nullable Boolean created) {
    answered(reply);
  }

  @Override
  public void refuse(ReplyException refusal) {
    answered(refusal);
  }

  private void answered(Object reply) {
    if (answered) {
      throw new AssertionError("answered twice: " + body);
    }
    answered = true;
    answer.accept(reply);
  }
}
