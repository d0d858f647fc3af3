package dev.jobtracker.web;

import dev.jobtracker.web.access.Access;
import dev.jobtracker.web.access.Origins;
import dev.jobtracker.web.http.Connections;
import dev.jobtracker.web.http.Paths;
import dev.jobtracker.web.http.RequestHead;
import dev.jobtracker.web.ops.HttpTimes;
import dev.jobtracker.web.ops.RouteLabels;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * What every request passes before it comes to a door, in one order that all doors rely on: the
 * headers that even a refusal has, the connection's turn, a sound head, the {@code Host}, a
 * preflight, who asks, the {@code Origin} of a change. Who asks is checked before what he asks for,
 * so that nobody learns more than he may. One handler, as each of a router's costs every request.
 *
 * @param times how long requests take
 * @param labels what metrics call their paths
 */
record Entrance(
    HttpTimes times,
    RouteLabels labels,
    CommonHeaders headers,
    Connections connections,
    Origins origins,
    Access access) {

  /** Takes one request, and lets it go on to its door. */
  void handle(RoutingContext context) {
    long start = System.nanoTime();
    headers.put(context.request());
    Connections.whenTaken(context, () -> enter(context, start));
  }

  private void enter(RoutingContext context, long start) {
    Connections.Open connection = connections.begin(context.request());
    if (connection == null) {
      return;
    }
    context.addEndHandler(
        ended -> {
          connection.answered();
          times.record(context, labels, System.nanoTime() - start);
        });
    boolean admitted;
    try {
      admitted = admits(context);
    } catch (RuntimeException refusal) {
      context.fail(refusal);
      return;
    }
    if (admitted) {
      context.next();
    }
  }

  /** Returns whether a request goes on; one that does not has its answer already. */
  private boolean admits(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!RequestHead.isSound(context)) {
      return false;
    }
    origins.requireHost(request);
    if (CommonHeaders.isPreflight(request)) {
      headers.preflight(request);
      return false;
    }
    boolean api = Paths.isOfApi(context);
    if (api) {
      access.admit(context);
    }
    origins.requireOriginOfChange(request);
    if (api) {
      Paths.refuseTrailingSlash(context);
    }
    return true;
  }
}
