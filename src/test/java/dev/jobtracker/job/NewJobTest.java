package dev.jobtracker.job;

import static dev.jobtracker.job.Samples.assertInvalid;
import static dev.jobtracker.job.Samples.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewJobTest {
  private static final NewJob JOB = NewJob.of("import");

  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "Import", "a.b-c_d", "a_", "9..--__"})
  void type_of_the_right_form_is_kept(String type) {
    assertThat(NewJob.of(type).type()).isEqualTo(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "_a", ".a", "-a", "a b", "a/b", "ä", "a:b", "a\n", "a\u0000"})
  void type_of_another_form_is_refused(String type) {
    assertInvalid(
        "type: must match [A-Za-z0-9][A-Za-z0-9_.-]{0,63}, found \""
            + type.replaceAll("\\p{Cntrl}", " ")
            + '"',
        () -> NewJob.of(type));
  }

  @Test
  void type_has_at_most_64_characters() {
    assertThat(NewJob.of("t".repeat(64)).type()).hasSize(64);
    assertInvalid(
        "type: must match [A-Za-z0-9][A-Za-z0-9_.-]{0,63}, found \"" + "t".repeat(60) + "…\"",
        () -> NewJob.of("t".repeat(65)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"import_12345678", "import_ABCDEFab", "import_--------"})
  void own_id_of_the_right_form_is_kept(String id) {
    assertThat(JOB.withTaskId(id).taskId()).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "import",
        "import_",
        "import_1234567",
        "import_1234567_",
        "import_1234567.",
        "import_12345678\n",
        "export_12345678",
        "Import_12345678",
        "import_import_12345678",
        "12345678",
      })
  void own_id_of_another_form_is_refused(String id) {
    assertInvalid(
        "task_id: must be \"import_\" followed by 8 to 64 of [A-Za-z0-9-], found \""
            + id.replace('\n', ' ')
            + '"',
        () -> JOB.withTaskId(id));
  }

  @Test
  void own_id_has_at_most_64_characters_after_the_type() {
    assertThat(JOB.withTaskId("import_" + "a".repeat(64)).taskId()).hasSize(71);
    assertInvalid(
        "task_id: must be \"import_\" followed by 8 to 64 of [A-Za-z0-9-], found \"import_"
            + "a".repeat(53)
            + "…\"",
        () -> JOB.withTaskId("import_" + "a".repeat(65)));
  }

  @Test
  void title_has_at_most_200_characters() {
    assertThat(JOB.withTitle("t".repeat(200)).title()).hasSize(200);
    assertThat(JOB.withTitle("").title()).isEmpty();
    assertThat(JOB.withTitle(null).title()).isNull();
    assertInvalid(
        "title: must have at most 200 characters, found \"" + "t".repeat(60) + "…\"",
        () -> JOB.withTitle("t".repeat(201)));
  }

  @Test
  void labels_are_at_most_16() {
    assertThat(JOB.withLabels(labels(16)).labels()).hasSize(16);
    assertInvalid("labels: must be at most 16, found 17", () -> JOB.withLabels(labels(17)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "team/a.b-c_d"})
  void label_key_of_the_right_form_is_kept(String key) {
    assertThat(JOB.withLabels(Map.of(key, "")).labels()).containsOnlyKeys(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a", "_a", ".a", "a:b", "a b", "ä", "a\n"})
  void label_key_of_another_form_is_refused(String key) {
    assertInvalid(
        "labels: every key must match [A-Za-z0-9][A-Za-z0-9_./-]{0,62}, found \""
            + key.replace('\n', ' ')
            + '"',
        () -> JOB.withLabels(Map.of(key, "x")));
  }

  @Test
  void label_key_has_at_most_63_characters_and_its_value_256() {
    Map<String, String> longest = Map.of("k".repeat(63), "v".repeat(256));
    assertThat(JOB.withLabels(longest).labels()).isEqualTo(longest);
    assertInvalid(
        "labels: every key must match [A-Za-z0-9][A-Za-z0-9_./-]{0,62}, found \""
            + "k".repeat(60)
            + "…\"",
        () -> JOB.withLabels(Map.of("k".repeat(64), "x")));
    assertInvalid(
        "labels.team: must have at most 256 characters, found \"" + "v".repeat(60) + "…\"",
        () -> JOB.withLabels(Map.of("team", "v".repeat(257))));
  }

  @Test
  void labels_are_copied_so_that_the_caller_cannot_change_them_later() {
    Map<String, String> mine = new HashMap<>(Map.of("team", "a"));
    NewJob job = JOB.withLabels(mine);
    mine.put("team", "b");
    assertThat(job.labels()).isEqualTo(Map.of("team", "a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-4.9E-324", "-1.0", "NaN", "Infinity"})
  void total_out_of_range_is_refused(String total) {
    assertInvalid(
        "total: must be a finite number, at least 0, found " + total,
        () -> JOB.withTotal(Double.valueOf(total), null));
  }

  @Test
  void total_and_unit_in_range_are_kept() {
    assertThat(JOB.withTotal(-0.0, "u".repeat(32)).total()).isEqualTo(0.0);
    assertThat(JOB.withTotal(Double.MAX_VALUE, "").total()).isEqualTo(Double.MAX_VALUE);
    assertThat(JOB.withTotal(null, null).total()).isNull();
    assertInvalid(
        "unit: must have at most 32 characters, found \"" + "u".repeat(33) + '"',
        () -> JOB.withTotal(1.0, "u".repeat(33)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 604_800})
  void seconds_in_range_are_kept(int seconds) {
    assertThat(JOB.withHeartbeatTimeout(seconds).heartbeatTimeout()).isEqualTo(seconds);
    assertThat(JOB.withRetention(seconds).retention()).isEqualTo(seconds);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 604_801, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void seconds_out_of_range_are_refused(int seconds) {
    String rule = ": must be whole seconds from 1 to 604800, found " + seconds;
    assertInvalid("heartbeat_timeout" + rule, () -> JOB.withHeartbeatTimeout(seconds));
    assertInvalid("retention" + rule, () -> JOB.withRetention(seconds));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 604_801, 2_592_000})
  void lost_after_in_range_is_kept(int seconds) {
    assertThat(JOB.withLostAfter(seconds).asked(Samples.LIMITS).lostAfter).isEqualTo(seconds);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 2_592_001, Integer.MAX_VALUE})
  void lost_after_out_of_range_is_refused(int seconds) {
    assertInvalid(
        "lost_after: must be whole seconds from 1 to 2592000, found " + seconds,
        () -> JOB.withLostAfter(seconds));
  }

  @Test
  void first_state_follows_the_rules_of_an_update() {
    NewJob counted = JOB.withTotal(900.0, "files");
    Job half = counted.withFirstState(update(u -> u.done(450.0))).asked(Samples.LIMITS);
    assertThat(half.status).isEqualTo(JobStatus.RUNNING);
    assertThat(half.progress).isEqualTo(0.5);
    Job told =
        JOB.withFirstState(
                update(u -> u.status(JobStatus.PENDING).result("[1]").progress(null).done(null)))
            .asked(Samples.LIMITS);
    assertThat(told.status).isEqualTo(JobStatus.PENDING);
    assertThat(told.result).isEqualTo("[1]");
    assertThat(told.progress).as("null means left out").isZero();
  }

  @Test
  void first_state_that_says_more_than_a_create_may_is_refused() {
    String sentence =
        "a first state has a status, progress, done, current_step and a result, and nothing else";
    assertInvalid(sentence, () -> JOB.withFirstState(update(u -> u.add(1))));
    assertInvalid(sentence, () -> JOB.withFirstState(update(u -> u.total(1.0))));
    assertInvalid(sentence, () -> JOB.withFirstState(update(u -> u.unit("files"))));
    assertInvalid(sentence, () -> JOB.withFirstState(update(u -> u.error("why"))));
    assertInvalid(sentence, () -> JOB.withFirstState(update(u -> u.ifRevision(1))));
    assertInvalid(
        "status: of a new job must be pending or running, found \"failed\"",
        () -> JOB.withFirstState(update(u -> u.status(JobStatus.FAILED))));
  }

  @Test
  void retention_above_the_configured_limit_is_refused() {
    Duration day = Duration.ofDays(1);
    JobLimits limits = new JobLimits(1, 1, day, day, Duration.ofMinutes(5), day);
    assertThatCode(() -> JOB.withRetention(86_400).asked(limits)).doesNotThrowAnyException();
    assertInvalid(
        "retention: must be at most 86400 seconds, found 86401",
        () -> JOB.withRetention(86_401).asked(limits));
  }

  @Test
  void limits_that_cannot_be_kept_are_refused_when_they_are_built() {
    Duration hour = Duration.ofHours(1);
    Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);
    assertInvalid(
        "max_jobs: must be at least 1, found 0", () -> new JobLimits(0, 1, hour, hour, hour, hour));
    assertInvalid(
        "max_gone: must be at least 0, found -1",
        () -> new JobLimits(1, -1, hour, hour, hour, hour));
    assertInvalid(
        "retention: must be from 1 ms to 7 days, found PT168H0.001S",
        () -> new JobLimits(1, 1, Duration.ofDays(7).plusMillis(1), hour, hour, hour));
    assertInvalid(
        "max_retention: must be from 1 ms to 7 days, found PT0S",
        () -> new JobLimits(1, 1, hour, Duration.ZERO, hour, hour));
    assertInvalid(
        "heartbeat_timeout: must be whole seconds from 1 to 604800, found PT0.5S",
        () -> new JobLimits(1, 1, hour, hour, Duration.ofMillis(500), hour));
    assertInvalid(
        "lost_after: must be whole seconds from 1 to 2592000, found " + forEver,
        () -> new JobLimits(1, 1, hour, hour, hour, forEver));
  }

  private static Map<String, String> labels(int count) {
    Map<String, String> labels = new HashMap<>();
    IntStream.range(0, count).forEach(i -> labels.put("key" + i, "value"));
    return labels;
  }
}
