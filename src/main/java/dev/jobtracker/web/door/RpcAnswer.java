package dev.jobtracker.web.door;

import dev.jobtracker.web.live.Shown;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a message.
 *
 * @param json an object, or an array for a batch; null where no answer is wanted
 * @param shown the states of jobs that it shows
 */
record RpcAnswer(@Nullable Object json, List<Shown> shown) {
  static final RpcAnswer NONE = new RpcAnswer(null, List.of());

  /** An answer that shows no job. */
  static RpcAnswer of(JsonObject json) {
    return new RpcAnswer(json, List.of());
  }

  /** The answers to the calls of a batch as one. */
  static RpcAnswer ofBatch(List<RpcAnswer> answers) {
    List<RpcAnswer> wanted = answers.stream().filter(answer -> answer.json != null).toList();
    return wanted.isEmpty()
        ? NONE
        : new RpcAnswer(
            new JsonArray(wanted.stream().map(RpcAnswer::json).toList()),
            wanted.stream().flatMap(answer -> answer.shown.stream()).toList());
  }
}
