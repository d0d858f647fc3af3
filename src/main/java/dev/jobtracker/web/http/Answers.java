package dev.jobtracker.web.http;

import dev.jobtracker.wire.JsonText;
import dev.jobtracker.wire.Keys;
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

  /** The media type of plain text. */
  public static final String TEXT = "text/plain; charset=utf-8";

  /** How long the rest of a body that nobody wants may still come in. */
  private static final long DRAIN_SECONDS = 5;

  private Answers() {}

  /** Answers with a page of jobs, as JSON or as lines of text with the next page in a header. */
  public static Future<Void> page(RoutingContext context, JsonObject page) {
    if (!MediaTypes.prefersText(context.request())) {
      return json(context, 200, page);
    }
    String token = page.getString(Keys.NEXT_PAGE_TOKEN);
    if (token != null) {
      String next = QueryParameters.with(context, Keys.PAGE_TOKEN, token);
      String link = "<" + context.request().path() + "?" + next + ">; rel=\"next\"";
      context.response().putHeader("Link", link);
    }
    return text(context, 200, TextLines.page(page));
  }

  /** Answers with JSON. */
  public static Future<Void> json(RoutingContext context, int status, JsonObject body) {
    context.response().setStatusCode(status);
    return end(context.request(), JSON, Buffer.buffer(JsonText.bytes(body)));
  }

  static Future<Void> text(RoutingContext context, int status, String text) {
    context.response().setStatusCode(status);
    return end(context.request(), TEXT, Buffer.buffer(text));
  }

  /** Answers without a body. */
  public static Future<Void> empty(RoutingContext context, int status) {
    return context.response().setStatusCode(status).end();
  }

  /**
   * Ends an answer, with fewer bytes for a caller that takes gzip; a HEAD gets the same headers and
   * no body.
   */
  public static Future<Void> end(HttpServerRequest request, String mediaType, Buffer body) {
    return send(request, mediaType, Gzip.body(request, body, () -> Gzip.quickly(body)));
  }

  /** Does the same with a document that is sent often, and therefore was compressed before. */
  public static Future<Void> end(HttpServerRequest request, Document document) {
    Buffer body = Gzip.body(request, document.content(), document::zipped);
    return send(request, document.mediaType(), body);
  }

  private static Future<Void> send(HttpServerRequest request, String mediaType, Buffer body) {
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
    if (!request.isEnded()
        && request.version() != HttpVersion.HTTP_2
        && RequestHead.announcesBody(request)) {
      request.response().putHeader(HttpHeaders.CONNECTION, "close");
      request.connection().shutdown(DRAIN_SECONDS, TimeUnit.SECONDS);
    }
  }
}
