package dev.jobtracker.web.live;

import dev.jobtracker.job.JobTraits;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.JobJson;
import dev.jobtracker.wire.JsonText;
import dev.jobtracker.wire.Keys;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * One publication of the tracker: a job's present state, or its removal. However many watchers get
 * it, each form of it is encoded once. Used by one event loop.
 */
public final class JobNews {
  /** The reason for a watcher whose filter a job has ceased to match. */
  static final String LEFT = "left";

  private final String taskId;
  private final long revision;
  private final @Nullable JsonObject job;
  private final String reason;
  private @Nullable JobTraits traits;
  private final byte @Nullable [][] encoded = new byte[Form.COUNT][];

  private JobNews(String taskId, long revision, @Nullable JsonObject job, String reason) {
    this.taskId = taskId;
    this.revision = revision;
    this.job = job;
    this.reason = reason;
  }

  /** Reads what came over the bus. */
  public static JobNews of(Message<JsonObject> message) {
    JsonObject body = message.body();
    return Addresses.REMOVED.equals(message.headers().get(Addresses.EVENT))
        ? new JobNews(
            body.getString(Keys.TASK_ID), Long.MAX_VALUE, null, body.getString(Keys.REASON))
        : of(body);
  }

  /** Returns that the job was cleared away. */
  static JobNews cleared(String taskId) {
    return new JobNews(taskId, Long.MAX_VALUE, null, "cleared");
  }

  /** Takes a job that the tracker answered as news. */
  public static JobNews of(JsonObject job) {
    return new JobNews(job.getString(Keys.TASK_ID), job.getLong(Keys.REVISION), job, LEFT);
  }

  public String taskId() {
    return taskId;
  }

  /** Returns the job's type, which every id begins with. */
  String type() {
    return taskId.substring(0, Math.max(0, taskId.lastIndexOf('_')));
  }

  /** Returns the job's revision; greater than any other where the job was removed. */
  public long revision() {
    return revision;
  }

  public boolean isRemoval() {
    return job == null;
  }

  /** Returns the job's state; not to be asked of a removal. */
  public JsonObject job() {
    if (job == null) {
      throw new IllegalStateException(taskId + " was removed");
    }
    return job;
  }

  /** Returns what filters look at; not to be asked of a removal. */
  JobTraits traits() {
    if (traits == null) {
      traits = JobJson.readTraits(job());
    }
    return traits;
  }

  /** Returns the news in this form; the bytes are not to be changed, as many get them. */
  public byte[] encoded(Form form) {
    byte[] bytes = encoded[form.ordinal()];
    if (bytes == null) {
      bytes = form.encode(this);
      encoded[form.ordinal()] = bytes;
    }
    return bytes;
  }

  /** Returns that the job was removed, or has left what a watcher sees, as JSON. */
  byte[] removalJson() {
    return JsonText.bytes(new JsonObject().put(Keys.TASK_ID, taskId).put(Keys.REASON, reason));
  }

  /** Returns the job's state as JSON on one line. */
  byte[] jobJson(boolean withResult) {
    return JsonText.bytes(withResult ? job() : JobJson.withoutResult(job()));
  }
}
