package dev.jobtracker.web.ops;

import dev.jobtracker.web.access.Access;
import dev.jobtracker.web.http.Answers;
import dev.jobtracker.web.http.Door;
import dev.jobtracker.web.http.Paths;
import dev.jobtracker.web.limit.TrackerGateway;
import dev.jobtracker.wire.Addresses;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** The door of Prometheus (contract, section 7). Without a tracker it still shows all else. */
public final class MetricsDoor implements Door {
  private static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Access access;
  private final TrackerGateway tracker;
  private final TrackerHealth health;
  private final Metrics metrics;

  public MetricsDoor(Access access, TrackerGateway tracker, TrackerHealth health, Metrics metrics) {
    this.access = access;
    this.tracker = tracker;
    this.health = health;
    this.metrics = metrics;
  }

  @Override
  public void mount(Router router) {
    router.get(Paths.METRICS).method(HttpMethod.HEAD).handler(this::scrape);
  }

  private void scrape(RoutingContext context) {
    access.caller(context).requireVerb(Addresses.METRICS);
    health
        .ask()
        .compose(now -> text(!now.role().equals(TrackerHealth.STANDBY)))
        .onSuccess(text -> Answers.end(context.request(), MEDIA_TYPE, text))
        .onFailure(context::fail);
  }

  private Future<Buffer> text(boolean active) {
    long asked = System.nanoTime();
    return tracker
        .probe(Addresses.METRICS, new JsonObject())
        .otherwise(failure -> new JsonObject())
        .map(stats -> Buffer.buffer(metrics.text(stats, System.nanoTime() - asked, active)));
  }
}
