package dev.jobtracker.web.http;

import dev.jobtracker.wire.Keys;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.ext.web.RoutingContext;

/** The paths of the REST door, each written once. */
public final class Paths {
  private static final String API = "/api";
  public static final String JOBS = "/api/jobs";
  public static final String JOB = JOBS + "/:" + Keys.TASK_ID;
  public static final String CANCEL = JOB + "/cancel";
  public static final String STATS = "/api/stats";
  public static final String SESSION = "/api/session";
  public static final String WEB_SOCKET = "/api/ws";
  public static final String EVENTS = "/api/events";
  public static final String JOB_EVENTS = JOB + "/events";
  public static final String LIVE = "/health/live";
  public static final String READY = "/health/ready";
  public static final String METRICS = "/metrics";

  /** Where the page shows one job alone. */
  private static final String JOB_PAGES = "/jobs/";

  public static final String JOB_PAGE = JOB_PAGES + ":" + Keys.TASK_ID;
  public static final String OPEN_API = "/openapi.json";
  public static final String ASYNC_API = "/asyncapi.json";
  public static final String PYTHON_CLIENT = "/clients/job_tracker.py";
  public static final String JAVASCRIPT_CLIENT = "/clients/job-tracker.mjs";

  private Paths() {}

  /** Returns the id in the path, decoded; what cannot be an id is simply unknown to the tracker. */
  public static String taskId(RoutingContext context) {
    return String.valueOf(context.pathParam(Keys.TASK_ID));
  }

  /**
   * Refuses a path of the API that ends in a slash, which the router would take for the one without
   * it: {@code DELETE /api/jobs/$ID} with an empty variable must not clear the tracker.
   */
  public static void refuseTrailingSlash(RoutingContext context) {
    if (context.normalizedPath().endsWith("/")) {
      throw Refusal.of(HttpResponseStatus.NOT_FOUND, "nothing is at this path");
    }
  }

  /** Returns whether the path belongs to the API, whatever is there; refuses one that is none. */
  public static boolean isOfApi(RoutingContext context) {
    String path;
    try {
      path = context.normalizedPath();
    } catch (IllegalArgumentException malformed) {
      throw Refusal.badRequest("the path is malformed");
    }
    return path.startsWith(API)
        && (path.length() == API.length() || path.charAt(API.length()) == '/');
  }
}
