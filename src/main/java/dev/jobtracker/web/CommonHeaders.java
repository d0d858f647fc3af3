package dev.jobtracker.web;

import dev.jobtracker.web.access.Origins;
import dev.jobtracker.web.http.Refusal;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * The headers that every answer has, errors included, and the answer to a preflight, which needs no
 * token (contract, sections 5 and 7).
 */
final class CommonHeaders {
  private static final CharSequence CONTENT_TYPE_OPTIONS =
      HttpHeaders.createOptimized("X-Content-Type-Options");
  private static final CharSequence NO_SNIFF = HttpHeaders.createOptimized("nosniff");
  private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");
  private static final String METHODS = "GET, HEAD, POST, PATCH, DELETE";
  private static final String REQUEST_HEADERS =
      "Authorization, Content-Type, If-Match, If-None-Match, Prefer, Last-Event-ID";
  private static final String EXPOSED =
      "ETag, Link, Location, Retry-After, Preference-Applied, Allow, WWW-Authenticate";
  private static final String PREFLIGHT_SECONDS = "600";

  private final Origins origins;

  CommonHeaders(Origins origins) {
    this.origins = origins;
  }

  /** Sets them, also on the answer to a request that never comes to a handler. */
  void put(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    response.putHeader(CONTENT_TYPE_OPTIONS, NO_SNIFF);
    // Also of an error, which a cache might keep otherwise. A door may say something else.
    response.putHeader(HttpHeaders.CACHE_CONTROL, NO_CACHE);
    if (origins.anyAllowed()) {
      response.putHeader(HttpHeaders.VARY, "Origin");
    }
    if (origins.isAllowed(request.headers())) {
      response.putHeader(
          HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, request.getHeader(HttpHeaders.ORIGIN));
      response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
  }

  /** Returns whether a request is a preflight (the Fetch standard, CORS protocol). */
  static boolean isPreflight(HttpServerRequest request) {
    return request.method() == HttpMethod.OPTIONS
        && request.headers().contains(HttpHeaders.ORIGIN)
        && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
  }

  /** Answers a preflight, or refuses it with 403. */
  void preflight(HttpServerRequest request) {
    if (!origins.isAllowed(request.headers())) {
      throw Refusal.of(HttpResponseStatus.FORBIDDEN, "Origin: must be one of http.allowed_origins");
    }
    request
        .response()
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS)
        .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
    request.response().setStatusCode(204).end();
  }
}
