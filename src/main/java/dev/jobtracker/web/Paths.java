package dev.jobtracker.web;

import dev.jobtracker.wire.Keys;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.ext.web.RoutingContext;

/** The paths of the REST door, each written once. */
final class Paths {
  static final String API = "/api/*";
  static final String JOBS = "/api/jobs";
  static final String JOB = JOBS + "/:" + Keys.TASK_ID;
  static final String CANCEL = JOB + "/cancel";
  static final String STATS = "/api/stats";
  static final String SESSION = "/api/session";
  static final String WEB_SOCKET = "/api/ws";
  static final String EVENTS = "/api/events";
  static final String JOB_EVENTS = JOB + "/events";

  private Paths() {}

  /** Returns the id in the path, decoded; what cannot be an id is simply unknown to the tracker. */
  static String taskId(RoutingContext context) {
    return String.valueOf(context.pathParam(Keys.TASK_ID));
  }

  /**
   * Refuses a path of the API that ends in a slash, which the router would take for the one without
   * it: {@code DELETE /api/jobs/$ID} with an empty variable must not clear the tracker.
   */
  static void refuseTrailingSlash(RoutingContext context) {
    if (context.normalizedPath().endsWith("/")) {
      throw Refusal.of(HttpResponseStatus.NOT_FOUND, "nothing is at this path");
    }
    context.next();
  }
}
