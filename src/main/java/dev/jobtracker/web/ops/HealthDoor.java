package dev.jobtracker.web.ops;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.web.http.Answers;
import dev.jobtracker.web.http.Door;
import dev.jobtracker.web.http.Paths;
import dev.jobtracker.web.limit.TrackerGateway;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.Keys;
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
  private static final JsonObject UP = new JsonObject().put("status", "UP");

  private final TrackerGateway tracker;
  private final AtomicBoolean stopping;

  public HealthDoor(TrackerGateway tracker, AtomicBoolean stopping) {
    this.tracker = tracker;
    this.stopping = stopping;
  }

  @Override
  public void mount(Router router) {
    router
        .get(Paths.LIVE)
        .method(HttpMethod.HEAD)
        .handler(context -> Answers.json(context, 200, UP));
    router.get(Paths.READY).method(HttpMethod.HEAD).handler(this::ready);
  }

  private void ready(RoutingContext context) {
    if (stopping.get()) {
      throw new JobException(Kind.UNAVAILABLE, "the server is stopping");
    }
    // The cheapest question that the tracker answers without counting anything.
    tracker
        .probe(Addresses.LIST, new JsonObject().put(Keys.PAGE_SIZE, 1))
        .onSuccess(page -> Answers.json(context, 200, UP))
        .onFailure(context::fail);
  }
}
