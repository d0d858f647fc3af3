package dev.jobtracker.web.live;

import dev.jobtracker.wire.Keys;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A state of a job that an answer has shown to a connection, which must not show an older one after
 * it.
 *
 * @param detail how much of it the first state of a watch has told; null where the answer to
 *     another call showed it, which tells a watcher nothing
 */
public record Shown(String taskId, Version version, @Nullable Detail detail) {

  /** What the answer to a call shows, which is no first state. */
  public static Shown answered(JsonObject job) {
    return new Shown(job.getString(Keys.TASK_ID), Version.of(job), null);
  }

  /** What a first state shows. */
  public static Shown first(JsonObject job, Detail detail) {
    return new Shown(job.getString(Keys.TASK_ID), Version.of(job), detail);
  }
}
