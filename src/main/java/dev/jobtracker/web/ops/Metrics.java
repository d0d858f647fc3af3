package dev.jobtracker.web.ops;

import dev.jobtracker.web.access.Sessions;
import dev.jobtracker.web.limit.Limit;
import dev.jobtracker.web.limit.LimitHits;
import dev.jobtracker.web.live.LiveCounts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Everything that {@code /metrics} shows, in one registry that the instances of a deployment share,
 * so that each of them tells the same truth. Safe on any thread.
 */
public final class Metrics implements AutoCloseable {
  private static final Duration[] LAGS = {
    Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final TrackerNumbers tracker = new TrackerNumbers();
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final LimitHits hits;
  private final LiveCounts live;
  private final HttpTimes http = new HttpTimes(registry);
  private final Timer lags;
  private Runnable uncountLog = () -> {};

  /** Shows these beside all else. */
  public Metrics(AtomicInteger connections, Sessions sessions, LimitHits hits) {
    this.hits = hits;
    live = new LiveCounts(hits);
    registry.getPrometheusRegistry().register(tracker);
    Gauge.builder("jobtracker.connections", connections, AtomicInteger::get)
        .description("Open connections")
        .register(registry);
    Gauge.builder("jobtracker.sessions", sessions, Sessions::size)
        .description("Sessions of browsers")
        .register(registry);
    lags =
        Timer.builder("jobtracker.event.loop.lag")
            .description("How late timers of the web event loops run")
            .serviceLevelObjectives(LAGS)
            .register(registry);
    bindLive();
    bindLimits();
  }

  /**
   * Adds what the virtual machine, the process and the log tell of themselves. Apart from the rest,
   * since to ask them for the first time takes a tenth of a second, in which no event loop should
   * be kept waiting.
   */
  public @Nullable Void bindMachine() {
    List<MeterBinder> machine =
        List.of(
            collections,
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics());
    machine.forEach(binder -> binder.bindTo(registry));
    uncountLog = LogCounts.in(registry);
    return null;
  }

  private void bindLive() {
    clients("websocket", live.sockets);
    clients("sse", live.streams);
    clients("poll", live.polls);
    Gauge.builder("jobtracker.watches", live.watches, LongAdder::sum)
        .description("Watches of the WebSockets")
        .register(registry);
    count("jobtracker.states.sent", "States and removals sent to live clients", live.sent);
    count(
        "jobtracker.states.conflated",
        "States that a newer one replaced before a slow client took them",
        live.conflated);
    FunctionCounter.builder(
            "jobtracker.slow.clients.closed", hits, all -> all.of(Limit.SLOW_CLIENT_TIMEOUT))
        .description("Live clients cut off because they took nothing for too long")
        .register(registry);
  }

  private void bindLimits() {
    for (Limit limit : Limit.values()) {
      FunctionCounter.builder("jobtracker.limit.hits", hits, all -> all.of(limit))
          .description("How often a key of the configuration refused, dropped or cut something")
          .tag("limit", limit.key())
          .register(registry);
    }
  }

  private void clients(String door, LongAdder number) {
    Gauge.builder("jobtracker.live.clients", number, LongAdder::sum)
        .description("WebSockets, event streams and waiting polls")
        .tag("door", door)
        .register(registry);
  }

  private void count(String name, String description, LongAdder number) {
    FunctionCounter.builder(name, number, LongAdder::sum)
        .description(description)
        .register(registry);
  }

  public LimitHits hits() {
    return hits;
  }

  public LiveCounts live() {
    return live;
  }

  public HttpTimes http() {
    return http;
  }

  /** Returns where the lags of event loops are recorded. */
  public Timer lags() {
    return lags;
  }

  /**
   * Returns the text that Prometheus reads, with this answer of the tracker, empty for none, how
   * long it took, and whether this process answers from its own jobs.
   */
  String text(JsonObject stats, long nanos, boolean active) {
    tracker.show(stats, nanos / 1e9, active);
    return registry.scrape();
  }

  @Override
  public void close() {
    uncountLog.run();
    collections.close();
    registry.close();
  }
}
