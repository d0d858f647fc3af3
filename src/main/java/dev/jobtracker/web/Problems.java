package dev.jobtracker.web;

import dev.jobtracker.job.JobException;
import dev.jobtracker.web.access.Access;
import dev.jobtracker.web.http.Answers;
import dev.jobtracker.web.http.MediaTypes;
import dev.jobtracker.web.http.Paths;
import dev.jobtracker.web.http.Refusal;
import dev.jobtracker.web.limit.TrackerGateway;
import dev.jobtracker.wire.Failures;
import dev.jobtracker.wire.JsonText;
import dev.jobtracker.wire.Keys;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * The one place where every error leaves (contract, section 5): as {@code application/problem+json}
 * of RFC 9457, with {@code error} for old pollers, or as its sentence for who would rather read
 * text; and never with a stack trace.
 */
public final class Problems {
  private static final String MEDIA_TYPE = "application/problem+json";
  private static final String RETRY_SECONDS = "1";

  /** What Vert.x itself may refuse, apart from what fails in a handler. */
  private static final int[] OWN_STATUSES = {400, 404, 405, 406, 413, 414, 415, 500};

  private final Access access;
  private final TrackerGateway tracker;
  private final CommonHeaders headers;

  Problems(Access access, TrackerGateway tracker, CommonHeaders headers) {
    this.access = access;
    this.tracker = tracker;
    this.headers = headers;
  }

  /** Takes over every failure of this router. */
  void mount(Router router) {
    router.route().failureHandler(context -> handle(context, context.statusCode()));
    for (int status : OWN_STATUSES) {
      router.errorHandler(status, context -> handle(context, status));
    }
  }

  /** Answers a failed request. */
  private void handle(RoutingContext context, int status) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      // Nobody is there any more to be told.
      return;
    }
    // A Host that cannot be read is refused before any handler.
    headers.put(context.request());
    Refusal refusal = refusal(context.failure(), status);
    if (refusal.status() != HttpResponseStatus.CONFLICT.code()) {
      write(context.request(), refusal, null);
      return;
    }
    tracker
        .job(access.caller(context).scope(), Paths.taskId(context))
        .onComplete(
            job -> write(context.request(), refusal, job),
            gone -> write(context.request(), refusal, null));
  }

  /** Answers a request that could not even be read; Vert.x then closes what it came on. */
  void invalid(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    HttpResponseStatus status = HttpResponseStatus.BAD_REQUEST;
    if (cause instanceof TooLongHttpLineException) {
      status = HttpResponseStatus.REQUEST_URI_TOO_LONG;
    } else if (cause instanceof TooLongHttpHeaderException) {
      status = HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
    }
    headers.put(request);
    request.response().putHeader(HttpHeaders.CONNECTION, "close");
    write(request, Refusal.of(status, "the request is not HTTP that the server reads"), null);
  }

  private static Refusal refusal(@Nullable Throwable failure, int status) {
    if (failure instanceof Refusal refusal) {
      return refusal;
    }
    if (failure == null || status != HttpResponseStatus.INTERNAL_SERVER_ERROR.code()) {
      // Vert.x itself refused, or found no route.
      return Refusal.of(HttpResponseStatus.valueOf(status), sentence(status));
    }
    JobException refusal = Failures.refusal(failure);
    return Refusal.of(HttpResponseStatus.valueOf(refusal.kind().code()), refusal.getMessage());
  }

  private static String sentence(int status) {
    return switch (status) {
      case 400 -> "the path, the query or the Host header is malformed";
      case 404 -> "nothing is at this path";
      default -> HttpResponseStatus.valueOf(status).reasonPhrase();
    };
  }

  private static void write(HttpServerRequest request, Refusal refusal, @Nullable JsonObject job) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    if (response.headWritten()) {
      response.reset();
      return;
    }
    int status = refusal.status();
    response.setStatusCode(status);
    refusal.headers().forEach(response::putHeader);
    if (status == 429 || status == 503) {
      response.putHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
    }
    Answers.endUnread(request);
    if (MediaTypes.prefersText(request)) {
      Answers.end(request, Answers.TEXT, Buffer.buffer(refusal.getMessage() + '\n'));
    } else {
      Answers.end(request, MEDIA_TYPE, Buffer.buffer(JsonText.envelope(body(refusal, job))));
    }
  }

  private static JsonObject body(Refusal refusal, @Nullable JsonObject job) {
    JsonObject body =
        new JsonObject()
            .put("type", "about:blank")
            .put("title", HttpResponseStatus.valueOf(refusal.status()).reasonPhrase())
            .put("status", refusal.status())
            .put("detail", refusal.getMessage())
            .put(Keys.ERROR, refusal.getMessage());
    return job == null ? body : body.put("job", job);
  }
}
