package dev.jobtracker.web.door;

import dev.jobtracker.web.live.Shown;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a call came to.
 *
 * @param result what the answer carries
 * @param shown the states of jobs that it shows
 * @param created of a create, whether it created; else null
 */
record RpcOutcome(JsonObject result, List<Shown> shown, @Nullable Boolean created) {

  /** An outcome of anything but a create. */
  RpcOutcome(JsonObject result, List<Shown> shown) {
    this(result, shown, null);
  }

  /** An outcome that shows no job. */
  static RpcOutcome of(JsonObject result) {
    return new RpcOutcome(result, List.of());
  }
}
