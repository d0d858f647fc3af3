package dev.jobtracker.web.http;

import dev.jobtracker.wire.JobJson;
import dev.jobtracker.wire.JsonText;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;

/** Writes answers (contract, section 7). A failure of what is returned needs no answer any more. */
public final class Answers {
  /** The media type of JSON. */
  public static final String JSON = "application/json";

  /** How soon, in seconds, a poller of a live job may come again. */
  private static final String POLL_SECONDS = "1";

  /** How long the rest of a body that nobody wants may still come in. */
  private static final long DRAIN_SECONDS = 5;

  private Answers() {}

  /** Answers with one job. */
  public static Future<Void> job(RoutingContext context, int status, JsonObject job) {
    jobHeaders(context.response(), job);
    return json(context, status, job);
  }

  /** Sets the headers of every answer that is one job, also where the body is left out. */
  public static void jobHeaders(HttpServerResponse response, JsonObject job) {
    response.putHeader(HttpHeaders.ETAG, Conditions.etag(job));
    if (!JobJson.isTerminal(job)) {
      response.putHeader(HttpHeaders.RETRY_AFTER, POLL_SECONDS);
    }
  }

  /** Answers with JSON. */
  public static Future<Void> json(RoutingContext context, int status, JsonObject body) {
    context.response().setStatusCode(status);
    return end(context.request(), JSON, Buffer.buffer(JsonText.bytes(body)));
  }

  /** Answers without a body. */
  public static Future<Void> empty(RoutingContext context, int status) {
    return context.response().setStatusCode(status).end();
  }

  /** Ends an answer; a HEAD gets the same headers and no body. */
  public static Future<Void> end(HttpServerRequest request, String mediaType, Buffer body) {
    HttpServerResponse response = request.response();
    response.putHeader(HttpHeaders.CONTENT_TYPE, mediaType);
    if (request.method() == HttpMethod.HEAD) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
      return response.end();
    }
    return response.end(body);
  }

  /**
   * To be called before an answer that may come before the request's body: the connection then ends
   * with the body, so that no byte of it is ever taken for the next request, and none that the
   * client still sends makes the answer get lost.
   */
  public static void endUnread(HttpServerRequest request) {
    if (!request.isEnded() && request.version() != HttpVersion.HTTP_2 && announcesBody(request)) {
      request.response().putHeader(HttpHeaders.CONNECTION, "close");
      request.connection().shutdown(DRAIN_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static boolean announcesBody(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || (length != null && !length.equals("0"));
  }
}
