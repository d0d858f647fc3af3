package dev.jobtracker.client.transport;

import dev.jobtracker.job.JobException;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.Failures;
import dev.jobtracker.wire.Reply;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The messages of the WebSocket door (contract, section 8), as its client reads them. */
final class RpcMessages {
  static final String WATCH = "jobs.watch";
  static final String UNWATCH = "jobs.unwatch";
  static final String CHANGED = "jobs.changed";
  static final String REMOVED = "jobs.removed";

  /** A batch of more calls than the server takes, or a message that is no call. */
  static final int INVALID_REQUEST = -32600;

  private static final int FAULT = 500;

  private RpcMessages() {}

  static JsonObject object(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new JobException(JobException.Kind.FAULT, "the server sent what is no JSON-RPC");
    }
    @SuppressWarnings("unchecked")
    Map<String, Object> members = (Map<String, Object>) map;
    return new JsonObject(members);
  }

  /** Returns the outcome of a call; a create tells beside its result whether it created. */
  static Reply reply(JsonObject answer) {
    return new Reply(
        answer.getJsonObject("result"), answer.getBoolean(Addresses.CREATED, Boolean.FALSE));
  }

  static JobException failure(JsonObject error) {
    JsonObject data = error.getJsonObject("data", new JsonObject());
    int status = data.getInteger("status", FAULT);
    return Failures.refusal(
        new ReplyException(
            ReplyFailure.RECIPIENT_FAILURE, status, String.valueOf(error.getString("message"))));
  }
}
