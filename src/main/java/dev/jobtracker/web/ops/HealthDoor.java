package dev.jobtracker.web.ops;

import dev.jobtracker.web.http.Answers;
import dev.jobtracker.web.http.Door;
import dev.jobtracker.web.http.Paths;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What an orchestrator asks (contract, section 7): whether the process answers at all, and whether
 * it should get requests, which it should not once it stops or while the tracker does not answer.
 */
public final class HealthDoor implements Door {
  private static final String STATUS = "status";
  private static final String UP = "UP";
  private static final String RETRY_SECONDS = "1";

  private final TrackerHealth tracker;
  private final AtomicBoolean stopping;

  public HealthDoor(TrackerHealth tracker, AtomicBoolean stopping) {
    this.tracker = tracker;
    this.stopping = stopping;
  }

  @Override
  public void mount(Router router) {
    router
        .get(Paths.LIVE)
        .method(HttpMethod.HEAD)
        .handler(context -> Answers.json(context, 200, new JsonObject().put(STATUS, UP)));
    router.get(Paths.READY).method(HttpMethod.HEAD).handler(this::ready);
  }

  private void ready(RoutingContext context) {
    tracker
        .ask()
        .onSuccess(
            health -> {
              boolean ready = health.ready() && !stopping.get();
              JsonObject body =
                  new JsonObject()
                      .put(STATUS, ready ? UP : "DOWN")
                      .put("role", health.role())
                      .put("store", health.store());
              if (!ready) {
                context.response().putHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
              }
              Answers.json(context, ready ? 200 : 503, body);
            })
        .onFailure(context::fail);
  }
}
