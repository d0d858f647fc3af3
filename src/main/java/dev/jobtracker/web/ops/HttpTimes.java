package dev.jobtracker.web.ops;

import dev.jobtracker.web.http.Prefer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * How long requests take, by method, path template and status. The labels are bounded: what is no
 * method or path of ours counts as {@code other}. Waiting polls are left out, as they wait on
 * purpose. Safe on any thread.
 */
public final class HttpTimes {
  private static final String OTHER = "other";
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS");

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(10)
  };

  private record Series(String method, String path, int status) {}

  private final MeterRegistry registry;
  private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

  HttpTimes(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Counts one request, which took so long to the end of its answer. */
  public void record(RoutingContext context, RouteLabels labels, long nanos) {
    if (context.response().headers().contains(Prefer.APPLIED)) {
      return;
    }
    String method = context.request().method().name();
    String label = labels.of(String.valueOf(context.request().path()));
    Series series =
        new Series(
            METHODS.contains(method) ? method : OTHER,
            label == null ? OTHER : label,
            context.response().getStatusCode());
    timers.computeIfAbsent(series, this::timer).record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(Series series) {
    return Timer.builder("jobtracker.http.request.duration")
        .description("How long requests took, streams until their end, without WebSockets")
        .tag("method", series.method())
        .tag("path", series.path())
        .tag("status", String.valueOf(series.status()))
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }
}
