package dev.jobtracker.wire;

import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/**
 * What the tracker answered to a verb.
 *
 * @param body the answer, as contract section 4 has it
 * @param created whether a create made the job; false where it found one of its own id, and for
 *     every other verb
 */
public record Reply(JsonObject body, boolean created) {

  /** Returns what this reply of the event bus says. */
  public static Reply of(Message<JsonObject> message) {
    String created = message.headers().get(Addresses.CREATED);
    return new Reply(message.body(), Boolean.parseBoolean(created));
  }
}
