package dev.jobtracker.bench;

import dev.jobtracker.config.Config;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.store.Batch;
import dev.jobtracker.store.JobStore;
import dev.jobtracker.store.JobStores;
import dev.jobtracker.store.StoreReader;
import dev.jobtracker.tracker.JobTrackerVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** How long a tracker takes to answer again with many jobs in its file, and how large that is. */
final class StoreOpening {
  private static final int BATCH = 10_000;
  private static final int OPENINGS = 3;
  private static final int TYPES = 10;
  private static final int RETENTION_MILLIS = 604_800_000;
  private static final StoreReader NOBODY =
      new StoreReader() {
        @Override
        public void job(Job job, long seenAt) {}

        @Override
        public void gone(String taskId) {}

        @Override
        public void cleared() {}
      };

  private StoreOpening() {}

  static List<Figure> measure() throws Exception {
    List<Figure> figures = new ArrayList<>();
    for (int jobs : new int[] {100_000, 1_000_000}) {
      Path file = Files.createTempFile("bench-store", ".db");
      JsonObject config = new JsonObject().put("store", new JsonObject().put("file", file + ""));
      config.put("tracker", new JsonObject().put("max_jobs", jobs));
      fill(Config.from(config), jobs);
      double bytes = (double) Files.size(file) / jobs;
      double[] seconds = new double[OPENINGS];
      double[] cpu = new double[OPENINGS];
      for (int i = 0; i < OPENINGS; i++) {
        long before = Outstanding.cpuNanos();
        seconds[i] = open(config);
        cpu[i] = (Outstanding.cpuNanos() - before) / 1e9;
      }
      Files.delete(file);
      String goal = jobs == 100_000 ? "at most 2" : "at most 8";
      figures.add(Figure.of("opening " + jobs + " jobs", Rounds.median(seconds), "s", goal));
      figures.add(Figure.of("opening " + jobs + " jobs, CPU", Rounds.median(cpu), "s", "-"));
      figures.add(Figure.of("a job of " + jobs + " in the file", bytes, "bytes", "-"));
    }
    return figures;
  }

  private static double open(JsonObject config) {
    Vertx vertx = Vertx.vertx();
    long begin = System.nanoTime();
    vertx
        .deployVerticle(new JobTrackerVerticle(), new DeploymentOptions().setConfig(config))
        .await();
    double seconds = (System.nanoTime() - begin) / 1e9;
    vertx.close().await();
    return seconds;
  }

  /** Writes so many jobs to the store of this configuration. */
  static void fill(Config config, int jobs) throws Exception {
    JobStore store = JobStores.of(config, InstantSource.system(), () -> null);
    store.take(NOBODY, null);
    Instant born = InstantSource.system().instant().minus(Duration.ofHours(1));
    List<Batch.Row> rows = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      rows.add(new Batch.Row(job(i, born.plusNanos(i * 1_000L)), 1, true));
      if (rows.size() == BATCH || i == jobs - 1) {
        store.commit(new Batch(false, List.of(), List.of(), 0, List.copyOf(rows), 1));
        rows.clear();
      }
    }
    store.close();
  }

  /** Three jobs of four have ended, as after some hours of work. */
  private static Job job(int number, Instant born) {
    String type = "type" + number % TYPES;
    boolean ended = number % 4 != 0;
    return Job.builder(type + "_%08x".formatted(number), type)
        .title("Import " + number)
        .heartbeatTimeout(300)
        .lostAfter(86_400)
        .retentionMillis(RETENTION_MILLIS)
        .revision(7)
        .createdAt(born)
        .updatedAt(born.plusSeconds(60))
        .startedAt(born.plusSeconds(1))
        .status(ended ? JobStatus.COMPLETED : JobStatus.RUNNING)
        .progress(ended ? 1.0 : 0.5)
        .currentStep(ended ? "Done" : "Row " + number)
        .finishedAt(ended ? born.plusSeconds(60) : null)
        .result(ended ? "{\"rows\":" + number + "}" : null)
        .build();
  }
}
