package dev.jobtracker.web.http;

import dev.jobtracker.job.Job;
import dev.jobtracker.wire.JobJson;
import dev.jobtracker.wire.JsonText;
import dev.jobtracker.wire.Keys;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * Writes answers that are one job (contract, section 7). Those who poll a job, and those who read
 * what they have just changed, share one encoding of it: the newest states are kept encoded, each
 * in the slot of its id. Used on one event loop.
 */
public final class JobAnswers {
  /** How many encoded states are kept; a state replaces whatever has its slot. */
  private static final int SLOTS = 512;

  /** A state of more bytes than this is not kept, so all of them take 2 MiB at most. */
  private static final int MOST_BYTES = 4_096;

  /** How soon, in seconds, a poller of a live job may come again. */
  private static final String POLL_SECONDS = "1";

  private record Encoded(Job job, Buffer body) {
    /** What has one id, creation and revision is one state, as its entity tag says. */
    boolean shows(Job other) {
      return job == other
          || (job.revision() == other.revision()
              && job.createdAt().equals(other.createdAt())
              && job.taskId().equals(other.taskId()));
    }
  }

  private final @Nullable Encoded[] slots = new Encoded[SLOTS];

  /** Answers with one job, as JSON or as a line of text. */
  public Future<Void> job(RoutingContext context, int status, JsonObject job) {
    headers(context.response(), job);
    return MediaTypes.prefersText(context.request())
        ? Answers.text(context, status, TextLines.job(job))
        : json(context, status, job);
  }

  /** Answers with a job that was asked to be created, as JSON or as its id alone. */
  public Future<Void> created(RoutingContext context, int status, JsonObject job) {
    headers(context.response(), job);
    return MediaTypes.prefersText(context.request())
        ? Answers.text(context, status, job.getString(Keys.TASK_ID) + '\n')
        : json(context, status, job);
  }

  /** Sets the headers of every answer that is one job, also where the body is left out. */
  public static void headers(HttpServerResponse response, JsonObject job) {
    response.putHeader(HttpHeaders.ETAG, Conditions.etag(job));
    if (!JobJson.isTerminal(job)) {
      response.putHeader(HttpHeaders.RETRY_AFTER, POLL_SECONDS);
    }
  }

  private Future<Void> json(RoutingContext context, int status, JsonObject job) {
    context.response().setStatusCode(status);
    return Answers.end(context.request(), Answers.JSON, body(job));
  }

  private Buffer body(JsonObject json) {
    Job job = JobJson.shown(json);
    if (job == null) {
      return Buffer.buffer(JsonText.bytes(json));
    }
    int slot = job.taskId().hashCode() & (SLOTS - 1);
    Encoded kept = slots[slot];
    if (kept != null && kept.shows(job)) {
      return kept.body();
    }
    Buffer body = Buffer.buffer(JsonText.bytes(json));
    slots[slot] = body.length() > MOST_BYTES ? null : new Encoded(job, body);
    return body;
  }
}
