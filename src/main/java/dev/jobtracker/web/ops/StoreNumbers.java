package dev.jobtracker.web.ops;

import dev.jobtracker.wire.Keys;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What a tracker with a store says of it, in the form of Prometheus (contract, section 11). */
final class StoreNumbers {
  private static final String PREFIX = TrackerNumbers.PREFIX + "store_";

  private StoreNumbers() {}

  static List<MetricSnapshot> of(JsonObject store) {
    return List.of(
        gauge("writable", "1 when the store takes changes, else 0", isWritable(store)),
        gauge(
            "unsaved_jobs", "Changed jobs that wait for the store", store.getInteger(Keys.UNSAVED)),
        counter("written_jobs", "Jobs written by commits", store.getLong(Keys.WRITTEN)),
        counter("retries", "Commits that were tried again", store.getLong(Keys.RETRIES)),
        counter("refused", "Changes refused because of the store", store.getLong(Keys.REFUSED)),
        commits(store.getJsonObject(Keys.COMMITS)));
  }

  private static int isWritable(JsonObject store) {
    return store.getBoolean(Keys.WRITABLE) ? 1 : 0;
  }

  private static MetricSnapshot gauge(String name, String help, double value) {
    return TrackerNumbers.gauge("store_" + name, help, value);
  }

  private static MetricSnapshot counter(String name, String help, long value) {
    return CounterSnapshot.builder()
        .name(PREFIX + name)
        .help(help)
        .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder().value(value).build())
        .build();
  }

  private static MetricSnapshot commits(JsonObject took) {
    return HistogramSnapshot.builder()
        .name(PREFIX + "commit_duration_seconds")
        .help("How long commits took, that were answered")
        .dataPoint(
            HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(TrackerNumbers.buckets(took))
                .sum(took.getDouble(Keys.SECONDS))
                .build())
        .build();
  }
}
