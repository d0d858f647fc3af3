package dev.jobtracker.web.live;

import dev.jobtracker.job.JobTraits;
import dev.jobtracker.job.Scope;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.JobJson;
import dev.jobtracker.wire.JsonText;
import dev.jobtracker.wire.Keys;
import io.vertx.core.MultiMap;
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

  private static final Removed HAS_LEFT = new Removed(LEFT, null);

  private final String taskId;
  private final long revision;
  private final @Nullable JsonObject job;
  private final Removed removed;
  private @Nullable JobTraits traits;
  private @Nullable Version version;
  private final byte @Nullable [][] encoded = new byte[Form.COUNT][];

  /**
   * How a job went.
   *
   * @param labels its labels; null where nobody knows them any more
   */
  private record Removed(String reason, @Nullable JsonObject labels) {}

  private JobNews(String taskId, long revision, @Nullable JsonObject job, Removed removed) {
    this.taskId = taskId;
    this.revision = revision;
    this.job = job;
    this.removed = removed;
  }

  /** Reads what came over the bus. */
  static JobNews of(Message<JsonObject> message) {
    MultiMap headers = message.headers();
    return of(message.body(), headers.get(Addresses.EVENT), headers.get(Addresses.LABELS));
  }

  /** Reads what came over the bus from the form in which the bridge sends it on. */
  public static JobNews ofBridge(JsonObject envelope) {
    JsonObject headers = envelope.getJsonObject("headers", new JsonObject());
    return of(
        envelope.getJsonObject("body"),
        headers.getString(Addresses.EVENT),
        headers.getString(Addresses.LABELS));
  }

  /** Returns the form in which the bridge sends it on to who listens at this address. */
  public JsonObject toBridge(String address) {
    JsonObject body = job == null ? removal() : job;
    String event = job == null ? Addresses.REMOVED : Addresses.CHANGED;
    return JsonObject.of("type", "rec", "address", address, "body", body)
        .put("headers", JsonObject.of(Addresses.EVENT, event));
  }

  private static JobNews of(JsonObject body, @Nullable String event, @Nullable String labels) {
    if (!Addresses.REMOVED.equals(event)) {
      return of(body);
    }
    JsonObject known = labels == null ? new JsonObject() : new JsonObject(labels);
    return removed(body.getString(Keys.TASK_ID), new Removed(body.getString(Keys.REASON), known));
  }

  /** Returns that the job was cleared away. */
  static JobNews cleared(String taskId) {
    return removed(taskId, new Removed("cleared", null));
  }

  /** Returns that the job was found to be gone, nobody knows since when and why. */
  static JobNews gone(String taskId) {
    return removed(taskId, new Removed("deleted", null));
  }

  private static JobNews removed(String taskId, Removed removed) {
    return new JobNews(taskId, Long.MAX_VALUE, null, removed);
  }

  /** Takes a job that the tracker answered as news. */
  public static JobNews of(JsonObject job) {
    return new JobNews(job.getString(Keys.TASK_ID), job.getLong(Keys.REVISION), job, HAS_LEFT);
  }

  /** Returns whether anybody knows which labels the job has or had. */
  boolean hasLabels() {
    return job != null || removed.labels() != null;
  }

  /**
   * Returns whether the job is in this scope. Whose labels nobody knows is in every one: that is
   * said of every job alike, when the tracker ends.
   */
  public boolean isIn(Scope scope) {
    if (scope.isAll()) {
      return true;
    }
    if (job != null) {
      return scope.admits(taskId, traits().labels());
    }
    return removed.labels() == null || scope.admits(taskId, removed.labels().getMap());
  }

  /** Returns the job's id. */
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

  /** Returns which state of the job it is; not to be asked of a removal. */
  public Version version() {
    if (version == null) {
      version = Version.of(job());
    }
    return version;
  }

  /** Returns whether it is a state of the job before the other one, of the same record. */
  boolean isBefore(JobNews other) {
    // When each record was made is read only where the revisions do not tell.
    return !isRemoval()
        && !other.isRemoval()
        && revision < other.revision
        && version().isBefore(other.version());
  }

  /** Returns whether the job was removed; it has no state then. */
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
    return JsonText.bytes(removal());
  }

  private JsonObject removal() {
    return new JsonObject().put(Keys.TASK_ID, taskId).put(Keys.REASON, removed.reason());
  }

  /** Returns the same with the labels that the job had, where they are known. */
  byte[] removalWithLabels() {
    return JsonText.bytes(removal().put(Keys.LABELS, removed.labels()));
  }

  /** Returns the job's state as JSON on one line. */
  byte[] jobJson(boolean withResult) {
    return JsonText.bytes(withResult ? job() : JobJson.withoutResult(job()));
  }
}
