package dev.jobtracker.web.ops;

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
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The answer of {@code jobs.metrics} in the form of Prometheus. The tracker counts, and only once
 * for all servers; so nothing is counted here, and a scrape shows what the tracker last said.
 */
final class TrackerNumbers implements MultiCollector {
  static final String PREFIX = "jobtracker_";

  /** A type, not an event: it rises and falls. */
  private static final String TYPES_NOT_SHOWN = "types_not_shown";

  /** So many types are shown apart, those with the most jobs; all others are one. */
  private static final int MAX_TYPES = 50;

  /** No type can be called this. */
  private static final String OTHER_TYPES = "(other)";

  private volatile JsonObject stats = new JsonObject();
  private volatile double answerSeconds;
  private volatile boolean active;

  /**
   * Takes the answer to show next, and how long it took; an empty object where the tracker did not
   * answer.
   *
   * @param own whether this process answers from its own jobs, and not another node
   */
  void show(JsonObject answer, double seconds, boolean own) {
    active = own;
    stats = answer;
    answerSeconds = seconds;
  }

  @Override
  public MetricSnapshots collect() {
    JsonObject now = stats;
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(gauge("tracker_up", "1 when the tracker answers, else 0", now.isEmpty() ? 0 : 1));
    String role = "1 when this process answers from its own jobs, 0 when it stands by";
    all.add(gauge("tracker_active", role, active ? 1 : 0));
    all.add(gauge("tracker_answer_seconds", "How long it took to answer this", answerSeconds));
    if (!now.isEmpty()) {
      all.add(byType(now.getJsonObject(Keys.BY_TYPE)));
      all.add(byStatus(now.getJsonObject(Keys.BY_STATUS)));
      all.add(gauge("jobs_stalled", "Running jobs that are silent", now.getInteger("stalled")));
      all.addAll(counters(now.getJsonObject(Keys.COUNTERS)));
      all.add(durations(now.getJsonObject(Keys.DURATIONS)));
      all.add(runningAges(now.getJsonObject(Keys.RUNNING_AGES)));
      if (now.containsKey(Keys.STORE)) {
        all.addAll(StoreNumbers.of(now.getJsonObject(Keys.STORE)));
      }
    }
    return new MetricSnapshots(all);
  }

  static GaugeSnapshot gauge(String name, String help, double value) {
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

  private static GaugeSnapshot byType(JsonObject types) {
    List<String> byCount =
        types.fieldNames().stream()
            .sorted(Comparator.comparing((String type) -> -total(types.getJsonObject(type))))
            .toList();
    Map<Labels, Integer> shown = new LinkedHashMap<>();
    for (int i = 0; i < byCount.size(); i++) {
      JsonObject counts = types.getJsonObject(byCount.get(i));
      String type = i < MAX_TYPES ? byCount.get(i) : OTHER_TYPES;
      for (String status : counts.fieldNames()) {
        Labels labels = Labels.of("type", type, "status", status);
        shown.merge(labels, counts.getInteger(status), Integer::sum);
      }
    }
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder().name(PREFIX + "jobs_of_type").help("Jobs held, by type and status");
    shown.forEach(
        (labels, count) ->
            gauge.dataPoint(
                GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(labels)
                    .value(count)
                    .build()));
    return gauge.build();
  }

  private static int total(JsonObject counts) {
    return counts.fieldNames().stream().mapToInt(counts::getInteger).sum();
  }

  private static List<MetricSnapshot> counters(JsonObject counters) {
    Map<String, Object> counted = new TreeMap<>(counters.getMap());
    // A series must be there before it first rises, or nobody sees that it did.
    for (JobException.Kind kind : JobException.Kind.values()) {
      counted.putIfAbsent(TrackerCounter.refused(kind.code()), 0L);
    }
    Map<String, CounterSnapshot.Builder> builders = new TreeMap<>();
    List<MetricSnapshot> snapshots = new ArrayList<>();
    for (String name : counted.keySet()) {
      double value = ((Number) counted.get(name)).doubleValue();
      if (name.equals(TYPES_NOT_SHOWN)) {
        snapshots.add(gauge(name, "Job types beyond those that jobs.stats counts", value));
      } else {
        TrackerCounter counter = TrackerCounter.of(name);
        builders
            .computeIfAbsent(counter.metric(), metric -> builder(counter))
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

  private static Labels labels(TrackerCounter counter) {
    return counter.label().isEmpty() ? Labels.EMPTY : Labels.of(counter.label(), counter.value());
  }

  private static CounterSnapshot.Builder builder(TrackerCounter counter) {
    return CounterSnapshot.builder().name(PREFIX + counter.metric()).help(counter.help());
  }

  private static HistogramSnapshot durations(JsonObject byOutcome) {
    HistogramSnapshot.Builder histogram =
        HistogramSnapshot.builder()
            .name(PREFIX + "job_duration_seconds")
            .help("How long jobs took that have ended, by outcome");
    for (String outcome : byOutcome.fieldNames()) {
      JsonObject took = byOutcome.getJsonObject(outcome);
      histogram.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(Labels.of("outcome", outcome))
              .classicHistogramBuckets(buckets(took))
              .sum(took.getDouble(Keys.SECONDS))
              .build());
    }
    return histogram.build();
  }

  /** A histogram of what is, not of what was: its buckets also fall. */
  private static HistogramSnapshot runningAges(JsonObject ages) {
    return HistogramSnapshot.builder()
        .name(PREFIX + "running_job_age_seconds")
        .help("How long ago the running jobs were created")
        .gaugeHistogram(true)
        .dataPoint(
            HistogramDataPointSnapshot.builder().classicHistogramBuckets(buckets(ages)).build())
        .build();
  }

  static ClassicHistogramBuckets buckets(JsonObject histogram) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    long below = 0;
    JsonArray bounds = histogram.getJsonArray(Keys.BOUNDS);
    JsonArray upTo = histogram.getJsonArray(Keys.UP_TO);
    for (int i = 0; i < bounds.size(); i++) {
      buckets.bucket(bounds.getDouble(i), upTo.getLong(i) - below);
      below = upTo.getLong(i);
    }
    return buckets.bucket(Double.POSITIVE_INFINITY, histogram.getLong(Keys.COUNT) - below).build();
  }
}
