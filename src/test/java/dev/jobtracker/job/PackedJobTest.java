package dev.jobtracker.job;

import static dev.jobtracker.job.Samples.BORN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An ended job comes out of its bytes as it went in. */
class PackedJobTest {
  private static final List<String> TEXTS =
      List.of(
          "",
          "files",
          "Straße",
          "naïve \u0000\u007f\u0080\u00ff",
          "€ 😀 漢字",
          "\ud83d",
          "x".repeat(900));

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void random_jobs_come_out_as_they_went_in(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      Job job = random(random);
      byte[] packed = PackedJob.pack(job, job.result);
      Samples.assertSameJob(PackedJob.unpack(packed, null), job);
      assertThat(PackedJob.taskId(packed)).isEqualTo(job.taskId);
      assertThat(PackedJob.hasId(packed, job.taskId)).isTrue();
      assertThat(PackedJob.hasId(packed, job.taskId + "0")).isFalse();
      assertThat(PackedJob.hasId(packed, job.taskId.replace('1', '2')))
          .isEqualTo(!job.taskId.contains("1"));
      assertThat(PackedJob.createdAt(packed)).isEqualTo(job.createdAt);
      assertThat(PackedJob.labels(packed)).isEqualTo(job.labels);
      assertThat(PackedJob.finishedAt(packed)).isEqualTo(job.finishedAt);
      assertThat(PackedJob.retentionMillis(packed)).isEqualTo(job.retentionMillis);
    }
  }

  @Test
  void short_texts_cost_little_more_than_their_characters() {
    Job job =
        Samples.apply(
            Samples.running(),
            u -> u.status(JobStatus.COMPLETED).currentStep("s".repeat(40)).result("1".repeat(40)));
    assertThat(PackedJob.pack(job, job.result).length).isLessThan(16 + 40 + 40 + 50);
  }

  private static Job random(Random random) {
    JobStatus status =
        List.of(JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED).get(random.nextInt(3));
    String type = List.of("import", "a_b-c.d", "t".repeat(64)).get(random.nextInt(3));
    JobDraft job = new JobDraft(type + "_" + Long.toHexString(random.nextLong() | 1L << 60), type);
    job.createdAt = random.nextBoolean() ? BORN : -BORN;
    job.finishedAt = job.createdAt + random.nextInt(1 << (1 + random.nextInt(30)));
    job.updatedAt = job.finishedAt;
    job.startedAt = random.nextBoolean() ? Micros.NONE : job.createdAt + random.nextInt(1 << 30);
    job.retentionMillis = random.nextInt(604_800_001);
    job.heartbeatTimeout = 1 + random.nextInt(604_800);
    job.lostAfter = 1 + random.nextInt(2_592_000);
    job.revision = 1 + (random.nextLong() >>> (1 + random.nextInt(63)));
    job.status = status;
    job.progress = status == JobStatus.COMPLETED ? 1 : fraction(random);
    job.done = fraction(random);
    job.total = fraction(random);
    job.unit = maybe(random);
    job.title = maybe(random);
    job.currentStep = TEXTS.get(random.nextInt(TEXTS.size()));
    job.result = maybe(random);
    job.error = maybe(random);
    job.cancelRequested = random.nextBoolean();
    job.cancelReason = maybe(random);
    job.labels = labels(random);
    return job.build();
  }

  private static double fraction(Random random) {
    return List.of(Double.NaN, 0.0, 1.0, random.nextDouble(), 1e300).get(random.nextInt(5));
  }

  private static @Nullable String maybe(Random random) {
    return random.nextBoolean() ? null : TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private static Map<String, String> labels(Random random) {
    Map<String, String> labels = new HashMap<>();
    for (int i = random.nextInt(4) - 1; i > 0; i--) {
      labels.put("key" + i, TEXTS.get(random.nextInt(TEXTS.size())));
    }
    return Map.copyOf(labels);
  }
}
