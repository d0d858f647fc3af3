package dev.jobtracker.web.door;

import dev.jobtracker.web.live.Shown;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What a call came to.
 *
 * @param result what the answer carries
 * @param shown the states of jobs that it shows
 */
record RpcOutcome(JsonObject result, List<Shown> shown) {

  /** An outcome that shows no job. */
  static RpcOutcome of(JsonObject result) {
    return new RpcOutcome(result, List.of());
  }
}
