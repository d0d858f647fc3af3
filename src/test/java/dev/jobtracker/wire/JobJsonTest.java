package dev.jobtracker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jobtracker.job.DurationHistogram;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobBuilder;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobStats;
import dev.jobtracker.job.JobStatus;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract, section 1: every key, always, in one order; and back again. */
class JobJsonTest {
  private static final Instant BIRTH = Instant.parse("2026-02-06T04:00:27.123456Z");

  private static final String[] KEYS = {
    "task_id",
    "type",
    "title",
    "labels",
    "status",
    "progress",
    "done",
    "total",
    "unit",
    "current_step",
    "result",
    "error",
    "cancel_requested",
    "cancel_reason",
    "stalled",
    "heartbeat_timeout",
    "lost_after",
    "revision",
    "created_at",
    "updated_at",
    "started_at",
    "finished_at",
    "expires_at"
  };

  private static JobBuilder born() {
    return Job.builder("import_0123abcd", "import")
        .heartbeatTimeout(300)
        .lostAfter(86_400)
        .createdAt(BIRTH)
        .updatedAt(BIRTH);
  }

  private static String text(JsonObject json) {
    return new String(JsonText.bytes(json), java.nio.charset.StandardCharsets.UTF_8);
  }

  @Test
  void new_job_has_every_key_in_the_order_of_the_contract() {
    assertThat(text(JobJson.write(born().build())))
        .isEqualTo(
            "{\"task_id\":\"import_0123abcd\",\"type\":\"import\",\"title\":null,\"labels\":{},"
                + "\"status\":\"pending\",\"progress\":0.0,\"done\":null,\"total\":null,"
                + "\"unit\":null,\"current_step\":\"Initializing\",\"result\":null,\"error\":null,"
                + "\"cancel_requested\":false,\"cancel_reason\":null,\"stalled\":false,"
                + "\"heartbeat_timeout\":300,\"lost_after\":86400,\"revision\":1,"
                + "\"created_at\":\"2026-02-06T04:00:27.123456Z\","
                + "\"updated_at\":\"2026-02-06T04:00:27.123456Z\",\"started_at\":null,"
                + "\"finished_at\":null,\"expires_at\":null}");
  }

  @Test
  void list_leaves_out_result_and_nothing_else() {
    Job job = born().result("{\"a\":1}").build();
    assertThat(JobJson.write(job).fieldNames()).containsExactly(KEYS);
    JsonObject listed = JobJson.writeWithoutResult(job);
    assertThat(listed.containsKey("result")).isFalse();
    assertThat(listed.size()).isEqualTo(KEYS.length - 1);
    assertThat(listed.put("result", JobJson.write(job).getValue("result")))
        .isEqualTo(JobJson.write(job));
  }

  @Test
  void whole_numbers_have_no_fraction() {
    JsonObject json = JobJson.write(born().counts(312.0, 900.5).unit("files").build());
    assertThat(json.getValue("done")).isEqualTo(312L);
    assertThat(json.getValue("total")).isEqualTo(900.5);
    JsonObject large = JobJson.write(born().counts(0.0, 1e300).build());
    assertThat(large.getValue("done")).isEqualTo(0L);
    assertThat(large.getValue("total")).isEqualTo(1e300);
  }

  @Test
  void progress_stays_a_fraction() {
    assertThat(JobJson.write(born().progress(1.0).build()).getValue("progress")).isEqualTo(1.0);
    assertThat(JobJson.write(born().progress(null).build()).getValue("progress")).isNull();
  }

  @Test
  void random_jobs_read_back_as_they_were_written() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      Job job = random(random);
      JsonObject json = JobJson.write(job);
      assertThat(json.fieldNames()).containsExactly(KEYS);
      assertThat(text(JobJson.write(JobJson.read(json)))).isEqualTo(text(json));
      // The same once the JSON went through bytes.
      JsonObject parsed = new JsonObject(text(json));
      assertThat(text(JobJson.write(JobJson.read(parsed)))).isEqualTo(text(json));
    }
  }

  private static Job random(Random random) {
    JobStatus status = JobStatus.values()[random.nextInt(5)];
    boolean cancelRequested = random.nextBoolean();
    Instant updated = BIRTH.plus(1 + random.nextInt(1 << 30), ChronoUnit.MICROS);
    Instant before = updated.minus(1, ChronoUnit.MICROS);
    Instant finished = status.isTerminal() ? updated : null;
    return born()
        .title(maybe(random, "Straße 😀 \"7\" \\ \n \u2028"))
        .labels(random.nextBoolean() ? Map.of() : Map.of("a/b", "", "c", "x:y"))
        .status(status)
        .progress(status == JobStatus.COMPLETED ? (Double) 1.0 : maybe(random, random.nextDouble()))
        .counts(
            maybe(random, (double) random.nextInt(1_000)),
            maybe(random, random.nextDouble() * 1e12))
        .unit(maybe(random, "files"))
        .currentStep(List.of("", "Initializing", "Schritt 2 von 3").get(random.nextInt(3)))
        .result(maybe(random, "{\"a\":[1,2.5,null,{\"b\":\"…\"}]}"))
        .error(isUnhappy(status) ? maybe(random, "no paper left") : null)
        .cancel(cancelRequested, cancelRequested ? maybe(random, "tired") : null)
        .stalled(status == JobStatus.RUNNING && random.nextBoolean())
        .revision(1 + random.nextInt(1_000_000))
        .updatedAt(updated)
        .startedAt(
            status == JobStatus.PENDING
                ? null
                : status == JobStatus.RUNNING ? before : maybe(random, before))
        .finishedAt(finished)
        .expiresAt(finished == null ? null : finished.plusSeconds(random.nextInt(604_800)))
        .build();
  }

  private static boolean isUnhappy(JobStatus status) {
    return status == JobStatus.FAILED || status == JobStatus.CANCELLED;
  }

  private static <T> @Nullable T maybe(Random random, T value) {
    return random.nextBoolean() ? null : value;
  }

  @ParameterizedTest
  @ValueSource(strings = {"task_id", "type", "status", "current_step", "revision", "created_at"})
  void job_without_a_needed_key_is_refused(String key) {
    JsonObject json = JobJson.write(born().build());
    json.remove(key);
    assertInvalid(json, key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"created_at", "updated_at", "started_at", "finished_at", "expires_at"})
  void job_with_a_time_that_is_none_is_refused(String key) {
    assertInvalid(JobJson.write(born().build()).put(key, "yesterday"), key);
  }

  @Test
  void histograms_are_arrays_as_objects_have_no_order() {
    DurationHistogram ages = new DurationHistogram(java.util.Collections.nCopies(11, 7L), 9, 12.5);
    JobStats stats = new JobStats(9, Map.of(), Map.of(), 0, Map.of(), Map.of(), ages);
    assertThat(JobJson.writeWithDurations(stats).getJsonObject("running_ages").encode())
        .isEqualTo(
            "{\"count\":9,\"seconds\":12.5,\"bounds\":[0.1,0.5,1.0,5.0,15.0,60.0,300.0,1800.0,"
                + "3600.0,21600.0,86400.0],\"up_to\":[7,7,7,7,7,7,7,7,7,7,7]}");
  }

  @Test
  void job_with_an_unknown_status_is_refused() {
    assertInvalid(JobJson.write(born().build()).put("status", "resting"), "status");
  }

  private static void assertInvalid(JsonObject json, String key) {
    JobException refusal = catchThrowableOfType(JobException.class, () -> JobJson.read(json));
    assertThat(refusal).isNotNull();
    assertThat(refusal.kind()).isEqualTo(JobException.Kind.INVALID);
    assertThat(refusal.getMessage()).startsWith(key + ": ");
  }
}
