package dev.jobtracker.web;

import dev.jobtracker.web.access.Origins;
import dev.jobtracker.web.http.Answers;
import dev.jobtracker.web.http.Refusal;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * The headers that every answer has, errors included, and the answer to a preflight, which needs no
 * token (contract, sections 5 and 7).
 */
final class CommonHeaders {
  private static final String METHODS = "GET, HEAD, POST, PATCH, DELETE";
  private static final String REQUEST_HEADERS =
      "Authorization, Content-Type, If-Match, If-None-Match, Prefer, Last-Event-ID";
  private static final String EXPOSED =
      "ETag, Location, Retry-After, Preference-Applied, Allow, WWW-Authenticate";
  private static final String PREFLIGHT_SECONDS = "600";

  private final Origins origins;

  CommonHeaders(Origins origins) {
    this.origins = origins;
  }

  /** The first handler of all: what comes after it may fail and still answers with these. */
  void handle(RoutingContext context) {
    put(context.request());
    context.next();
  }

  /** Sets them, also on the answer to a request that never comes to a handler. */
  void put(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    response.putHeader("X-Content-Type-Options", "nosniff");
    // Also of an error, which a cache might keep otherwise. A door may say something else.
    response.putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    if (origins.anyAllowed()) {
      response.putHeader(HttpHeaders.VARY, "Origin");
    }
    if (origins.isAllowed(request.headers())) {
      response.putHeader(
          HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, request.getHeader(HttpHeaders.ORIGIN));
      response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
  }

  /** Answers a preflight (the Fetch standard, CORS protocol); lets everything else pass. */
  void preflight(RoutingContext context) {
    HttpServerRequest request = context.request();
    boolean preflight =
        request.method() == HttpMethod.OPTIONS
            && request.headers().contains(HttpHeaders.ORIGIN)
            && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    if (!preflight) {
      context.next();
      return;
    }
    if (!origins.isAllowed(request.headers())) {
      throw Refusal.of(HttpResponseStatus.FORBIDDEN, "Origin: must be one of http.allowed_origins");
    }
    context
        .response()
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS)
        .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
    Answers.empty(context, 204);
  }
}
