package dev.jobtracker.web;

import dev.jobtracker.job.JobException;
import dev.jobtracker.wire.Keys;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The answer of {@code jobs.metrics} in the form of Prometheus. The tracker counts, and only once
 * for all servers; so nothing is counted here, and a scrape shows what the tracker last said.
 */
final class TrackerNumbers implements MultiCollector {
  private static final String PREFIX = "jobtracker_";

  /**
   * Counters of the tracker that are one metric with a label: its name, the label and its value.
   */
  private record Labelled(String metric, String label, String value) {}

  private static final Map<String, Labelled> LABELLED = new LinkedHashMap<>();

  static {
    for (String outcome : List.of("completed", "failed", "cancelled")) {
      LABELLED.put(outcome, new Labelled("jobs_finished", "outcome", outcome));
    }
    for (String reason : List.of("deleted", "expired", "evicted", "cleared")) {
      LABELLED.put(reason, new Labelled("jobs_removed", "reason", reason));
    }
  }

  /** Counters under better names; that of OpenMetrics for a time of creation must not be used. */
  private static final Map<String, String> RENAMED =
      Map.of(
          "created", "creates",
          "updated", "updates",
          "stalled", "jobs_stalls",
          "lost", "jobs_lost");

  private static final String REFUSED = "refused_";

  /** A type, not an event: it rises and falls. */
  private static final String TYPES_NOT_SHOWN = "types_not_shown";

  private volatile JsonObject stats = new JsonObject();

  /** Takes the answer to show next; an empty object where the tracker did not answer. */
  void show(JsonObject answer) {
    stats = answer;
  }

  @Override
  public MetricSnapshots collect() {
    JsonObject now = stats;
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(gauge("tracker_up", "1 when the tracker answers, else 0", now.isEmpty() ? 0 : 1));
    if (!now.isEmpty()) {
      all.add(byStatus(now.getJsonObject(Keys.BY_STATUS)));
      all.add(gauge("jobs_stalled", "Running jobs that are silent", now.getInteger("stalled")));
      all.addAll(counters(now.getJsonObject(Keys.COUNTERS)));
      all.add(durations(now.getJsonObject(Keys.DURATIONS)));
      all.add(runningAges(now.getJsonObject(Keys.RUNNING_AGES)));
    }
    return new MetricSnapshots(all);
  }

  private static GaugeSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name(PREFIX + name)
        .help(help)
        .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value(value).build())
        .build();
  }

  private static GaugeSnapshot byStatus(JsonObject counts) {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder().name(PREFIX + "jobs").help("Jobs held, by status");
    for (String status : counts.fieldNames()) {
      gauge.dataPoint(
          GaugeSnapshot.GaugeDataPointSnapshot.builder()
              .labels(Labels.of("status", status))
              .value(counts.getInteger(status))
              .build());
    }
    return gauge.build();
  }

  private static List<MetricSnapshot> counters(JsonObject counters) {
    Map<String, Object> counted = new TreeMap<>(counters.getMap());
    // A series must be there before it first rises, or nobody sees that it did.
    for (JobException.Kind kind : JobException.Kind.values()) {
      counted.putIfAbsent(REFUSED + kind.code(), 0L);
    }
    Map<String, CounterSnapshot.Builder> builders = new TreeMap<>();
    List<MetricSnapshot> snapshots = new ArrayList<>();
    for (String name : counted.keySet()) {
      double value = ((Number) counted.get(name)).doubleValue();
      if (name.equals(TYPES_NOT_SHOWN)) {
        snapshots.add(gauge(name, "Job types beyond those that jobs.stats counts", value));
      } else {
        Labelled counter = labelled(name);
        builders
            .computeIfAbsent(counter.metric(), TrackerNumbers::counter)
            .dataPoint(
                CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(labels(counter))
                    .value(value)
                    .build());
      }
    }
    builders.values().forEach(builder -> snapshots.add(builder.build()));
    return snapshots;
  }

  private static Labelled labelled(String counter) {
    if (counter.startsWith(REFUSED)) {
      return new Labelled("refused", "code", counter.substring(REFUSED.length()));
    }
    Labelled known = LABELLED.get(counter);
    return known != null ? known : new Labelled(RENAMED.getOrDefault(counter, counter), "", "");
  }

  private static Labels labels(Labelled counter) {
    return counter.label().isEmpty() ? Labels.EMPTY : Labels.of(counter.label(), counter.value());
  }

  private static CounterSnapshot.Builder counter(String metric) {
    String help = "Since the tracker's start: " + metric.replace('_', ' ');
    return CounterSnapshot.builder().name(PREFIX + metric).help(help);
  }

  private static HistogramSnapshot durations(JsonObject byOutcome) {
    HistogramSnapshot.Builder histogram =
        HistogramSnapshot.builder()
            .name(PREFIX + "job_duration_seconds")
            .help("How long jobs took that have ended, by outcome");
    for (String outcome : byOutcome.fieldNames()) {
      JsonObject spans = byOutcome.getJsonObject(outcome);
      histogram.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(Labels.of("outcome", outcome))
              .classicHistogramBuckets(buckets(spans))
              .sum(spans.getDouble(Keys.SECONDS))
              .build());
    }
    return histogram.build();
  }

  /** A histogram of what is, not of what was: its buckets also fall. */
  private static HistogramSnapshot runningAges(JsonObject spans) {
    return HistogramSnapshot.builder()
        .name(PREFIX + "running_job_age_seconds")
        .help("How long ago the running jobs were created")
        .gaugeHistogram(true)
        .dataPoint(
            HistogramDataPointSnapshot.builder().classicHistogramBuckets(buckets(spans)).build())
        .build();
  }

  private static ClassicHistogramBuckets buckets(JsonObject spans) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    long below = 0;
    for (Map.Entry<String, Object> bucket : spans.getJsonObject(Keys.UP_TO)) {
      long upTo = ((Number) bucket.getValue()).longValue();
      buckets.bucket(Double.parseDouble(bucket.getKey()), upTo - below);
      below = upTo;
    }
    return buckets.bucket(Double.POSITIVE_INFINITY, spans.getLong(Keys.COUNT) - below).build();
  }
}
