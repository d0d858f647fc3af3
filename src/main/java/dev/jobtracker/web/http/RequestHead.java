package dev.jobtracker.web.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * Refuses heads that this server and a proxy before it might read in two ways, which is how one
 * request is smuggled inside another (RFC 9112, sections 6.1 and 11.2).
 */
public final class RequestHead {
  private RequestHead() {}

  /** Returns whether the head is sound; one that is not is refused, and its connection closed. */
  public static boolean isSound(RoutingContext context) {
    HttpServerRequest request = context.request();
    List<String> coding = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
    boolean chunked = coding.size() == 1 && coding.get(0).equalsIgnoreCase("chunked");
    if (!coding.isEmpty() && !(chunked && request.version() == HttpVersion.HTTP_1_1)) {
      close(context, "Transfer-Encoding: must be chunked, once");
      return false;
    }
    if (request.headers().getAll(HttpHeaders.HOST).size() > 1) {
      close(context, "Host: must be given once");
      return false;
    }
    return true;
  }

  /** Returns whether more may follow on this head; HTTP/2 does not say so in the head itself. */
  static boolean mayHaveBody(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_2 || announcesBody(request);
  }

  /** Returns whether a body is announced (RFC 9112, section 6). */
  static boolean announcesBody(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return (length != null && !length.equals("0"))
        || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
  }

  /** Where the body ends is unknown, so what follows on the connection must not be read at all. */
  private static void close(RoutingContext context, String sentence) {
    context.response().putHeader(HttpHeaders.CONNECTION, "close");
    context.fail(Refusal.badRequest(sentence));
    context.request().connection().close();
  }
}
