package dev.jobtracker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.job.JobFilter;
import dev.jobtracker.job.JobQuery;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.job.Patch;
import dev.jobtracker.text.Texts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract, section 4: every key of every body, absent, null, of a wrong type, wrong and right. */
class RequestJsonTest {
  private static final String ID = "import_0123abcd";
  private static final int MAX_RESULT = 1_000;

  private static NewJob newJob(JsonObject body) {
    return RequestJson.readNewJob(body, MAX_RESULT);
  }

  private static JsonObject create(String key, @Nullable Object value) {
    return new JsonObject().put("type", "import").put(key, value);
  }

  private static JobUpdate update(String key, @Nullable Object value) {
    return RequestJson.readUpdate(updateBody(key, value), MAX_RESULT).request();
  }

  private static JsonObject updateBody(String key, @Nullable Object value) {
    return new JsonObject().put("task_id", ID).put(key, value);
  }

  private static JobQuery list(String key, @Nullable Object value) {
    return FilterJson.readQuery(new JsonObject().put(key, value));
  }

  private static String refusalOf(Kind kind, ThrowingCallable call) {
    JobException refusal = catchThrowableOfType(JobException.class, call);
    assertThat(refusal).as("refused").isNotNull();
    assertThat(refusal.kind()).isEqualTo(kind);
    assertThat(refusal.getMessage()).doesNotContain("\n").hasSizeLessThan(400);
    assertThat(Texts.isWellFormed(refusal.getMessage())).isTrue();
    return refusal.getMessage();
  }

  private static String refusalOf(ThrowingCallable call) {
    return refusalOf(Kind.INVALID, call);
  }

  /** Values of JSON by name, for tables. */
  private static Object value(String name) {
    return switch (name) {
      case "number" -> 7;
      case "fraction" -> 1.7;
      case "text" -> "x";
      case "digits" -> "1";
      case "true" -> true;
      case "array" -> new JsonArray();
      case "numbers" -> new JsonArray().add(1);
      case "nulls" -> new JsonArray().addNull();
      case "object" -> new JsonObject();
      case "object of numbers" -> new JsonObject().put("a", 1);
      case "object of nulls" -> new JsonObject().putNull("a");
      default -> throw new IllegalArgumentException(name);
    };
  }

  @Test
  void create_with_every_key_is_read() {
    JsonObject body =
        new JsonObject()
            .put("type", "import")
            .put("task_id", "import_my-own-id")
            .put("title", "Photos")
            .put("labels", new JsonObject().put("team", "a:b"))
            .put("total", 900)
            .put("unit", "files")
            .put("heartbeat_timeout", 60)
            .put("lost_after", 2_592_000)
            .put("retention", 604_800)
            .put("status", "running")
            .put("progress", 0.25)
            .put("done", 7.0)
            .put("current_step", "Reading")
            .put("result", new JsonObject().put("pages", 7));
    NewJob job =
        new NewJob(
            "import",
            "import_my-own-id",
            "Photos",
            Map.of("team", "a:b"),
            900.0,
            "files",
            60,
            2_592_000,
            604_800,
            JobUpdate.builder()
                .status(JobStatus.RUNNING)
                .progress(0.25)
                .done(7.0)
                .currentStep("Reading")
                .result("{\"pages\":7}")
                .build());
    assertThat(newJob(body)).isEqualTo(job);
    assertThat(RequestJson.write(job)).isEqualTo(body);
    assertThat(newJob(RequestJson.write(NewJob.of("x")))).isEqualTo(NewJob.of("x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "task_id",
        "title",
        "labels",
        "total",
        "unit",
        "heartbeat_timeout",
        "lost_after",
        "retention",
        "status",
        "progress",
        "done",
        "current_step",
        "result"
      })
  void create_with_null_is_as_if_left_out(String key) {
    assertThat(newJob(create(key, null))).isEqualTo(NewJob.of("import"));
  }

  @ParameterizedTest
  @CsvSource({
    "type, number",
    "type, object",
    "type, true",
    "type, array",
    "task_id, number",
    "task_id, object",
    "task_id, array",
    "task_id, true",
    "title, number",
    "title, array",
    "title, true",
    "title, object",
    "labels, text",
    "labels, array",
    "labels, number",
    "labels, true",
    "labels, object of numbers",
    "labels, object of nulls",
    "total, digits",
    "total, true",
    "total, array",
    "total, object",
    "unit, number",
    "unit, object",
    "unit, true",
    "unit, array",
    "heartbeat_timeout, digits",
    "heartbeat_timeout, fraction",
    "heartbeat_timeout, true",
    "heartbeat_timeout, object",
    "lost_after, digits",
    "lost_after, fraction",
    "retention, digits",
    "retention, fraction",
    "retention, array",
    "status, number",
    "progress, digits",
    "done, true",
    "current_step, number"
  })
  void create_with_a_wrong_type_is_refused_by_key(String key, String kind) {
    assertThat(refusalOf(() -> newJob(create(key, value(kind)))))
        .startsWith(key)
        .contains(" must be ", ", found ");
  }

  @ParameterizedTest
  @CsvSource({
    "heartbeat_timeout, 0",
    "heartbeat_timeout, -1",
    "heartbeat_timeout, 604801",
    "heartbeat_timeout, 3000000000",
    "retention, 0",
    "retention, 604801",
    "retention, 1e300"
  })
  void create_with_seconds_out_of_range_names_the_range(String key, Double seconds) {
    Object sent = seconds % 1 == 0 && seconds < 1e18 ? (Object) seconds.longValue() : seconds;
    assertThat(refusalOf(() -> newJob(create(key, sent))))
        .isEqualTo(key + ": must be whole seconds from 1 to 604800, found " + sent);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 2_592_001, 3_000_000_000L})
  void create_with_lost_after_out_of_range_names_the_range(long seconds) {
    assertThat(refusalOf(() -> newJob(create("lost_after", seconds))))
        .isEqualTo("lost_after: must be whole seconds from 1 to 2592000, found " + seconds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"completed", "failed", "cancelled"})
  void create_in_a_terminal_state_is_refused(String status) {
    assertThat(refusalOf(() -> newJob(create("status", status))))
        .isEqualTo("status: of a new job must be pending or running, found \"" + status + '"');
  }

  @ParameterizedTest
  @ValueSource(strings = {"add", "error", "if_revision", "cancel_requested", "cancel_reason"})
  void create_with_a_key_of_an_update_alone_is_refused(String key) {
    assertThat(refusalOf(() -> newJob(create(key, 1))))
        .startsWith('"' + key + "\" is an unknown key");
  }

  @Test
  void create_with_a_result_over_its_limit_is_too_large() {
    JsonObject body = create("result", "x".repeat(MAX_RESULT));
    JobException refusal = catchThrowableOfType(JobException.class, () -> newJob(body));
    assertThat(refusal.kind()).isEqualTo(JobException.Kind.TOO_LARGE);
  }

  @Test
  void create_with_seconds_that_are_whole_is_read() {
    assertThat(newJob(create("retention", 60.0)).retention()).isEqualTo(60);
    assertThat(newJob(create("retention", 1)).retention()).isEqualTo(1);
  }

  @Test
  void create_without_type_is_refused() {
    String sentence = "type: is required and must be a string, found none";
    assertThat(refusalOf(() -> newJob(new JsonObject()))).isEqualTo(sentence);
    assertThat(refusalOf(() -> newJob(new JsonObject().putNull("type"))))
        .startsWith("type: is required");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "_a", ".a", "a b", "a/b", "ä", "a\n", "a\u0000", "😀"})
  void create_with_a_bad_type_is_refused(String type) {
    assertThat(refusalOf(() -> newJob(create("type", type))))
        .startsWith("type: must match [A-Za-z0-9][A-Za-z0-9_.-]{0,63}, found ");
  }

  @Test
  void create_with_texts_at_and_over_their_limits() {
    assertThat(newJob(create("type", "t".repeat(64))).type()).hasSize(64);
    assertThat(refusalOf(() -> newJob(create("type", "t".repeat(65)))))
        .startsWith("type: must match");
    assertThat(newJob(create("title", "😀".repeat(100))).title()).hasSize(200);
    assertThat(refusalOf(() -> newJob(create("title", "t".repeat(201)))))
        .startsWith("title: must have at most 200 characters, found \"ttt");
    assertThat(newJob(create("unit", "u".repeat(32))).unit()).hasSize(32);
    assertThat(refusalOf(() -> newJob(create("unit", "u".repeat(33)))))
        .startsWith("unit: must have at most 32 characters");
  }

  @Test
  void create_with_labels_at_and_over_their_limits() {
    JsonObject labels = new JsonObject();
    for (int i = 0; i < 16; i++) {
      labels.put("k" + i + "/" + "x".repeat(59 - String.valueOf(i).length()), "v".repeat(256));
    }
    assertThat(newJob(create("labels", labels)).labels()).hasSize(16);
    assertThat(refusalOf(() -> newJob(create("labels", labels.put("k", "")))))
        .isEqualTo("labels: must be at most 16, found 17");
    assertThat(refusalOf(() -> label("k", "v".repeat(257))))
        .startsWith("labels.k: must have at most 256 characters");
    for (String key : List.of("", "-k", "k k", "k:k", "k".repeat(64), "ü")) {
      assertThat(refusalOf(() -> label(key, "v"))).startsWith("labels: every key must match");
    }
  }

  private static NewJob label(String key, String value) {
    return newJob(create("labels", new JsonObject().put(key, value)));
  }

  @Test
  void create_with_a_total_out_of_range_is_refused() {
    assertThat(refusalOf(() -> newJob(create("total", -1))))
        .isEqualTo("total: must be a finite number, at least 0, found -1.0");
    for (Number bad : List.of(Double.NaN, Double.POSITIVE_INFINITY, BigInteger.TEN.pow(400))) {
      assertThat(refusalOf(() -> newJob(create("total", bad))))
          .startsWith("total: must be a finite number");
    }
    assertThat(newJob(create("total", -0.0)).total()).isEqualTo(0.0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import_1234567",
        "import-12345678",
        "other_12345678",
        "import_1234567ä",
        "import_",
        "",
        "import_12345_78"
      })
  void create_with_a_bad_own_id_is_refused(String taskId) {
    assertThat(refusalOf(() -> newJob(create("task_id", taskId))))
        .isEqualTo(
            "task_id: must be \"import_\" followed by 8 to 64 of [A-Za-z0-9-], found \""
                + taskId
                + "\"");
  }

  @Test
  void unknown_key_is_refused_by_name_at_every_verb() {
    JsonObject typo = new JsonObject().put("task_id", ID).put("progres", 1);
    assertThat(refusalOf(() -> RequestJson.readUpdate(typo, MAX_RESULT)))
        .isEqualTo(
            "\"progres\" is an unknown key, known are [add, current_step, done, error,"
                + " if_revision, progress, result, status, task_id, total, unit]");
    assertThat(refusalOf(() -> newJob(typo))).startsWith("\"progres\" is an un");
    assertThat(refusalOf(() -> RequestJson.readTaskId(typo)))
        .isEqualTo("\"progres\" is an unknown key, known are [task_id]");
    assertThat(refusalOf(() -> RequestJson.readCancel(typo))).startsWith("\"progres\" is an unk");
    assertThat(refusalOf(() -> FilterJson.readQuery(typo))).contains("is an unknown key");
    assertThat(refusalOf(() -> RequestJson.readNothing(typo)))
        .isEqualTo("\"task_id\" is an unknown key, none is expected");
  }

  @Test
  void unknown_key_that_is_odd_itself_is_still_one_sentence() {
    JsonObject surrogate = new JsonObject().put("\ud800", 1);
    assertThat(refusalOf(() -> newJob(surrogate))).isNotBlank();
    assertThat(refusalOf(() -> newJob(new JsonObject().put("a\nb", 1))))
        .startsWith("\"a b\" is an unknown key");
    Map<String, Object> noKey = new HashMap<>();
    noKey.put(null, 1);
    assertThat(refusalOf(() -> RequestJson.readNothing(new JsonObject(noKey))))
        .contains("null is an unknown key");
  }

  @Test
  void update_with_every_key_is_read_and_written() {
    JsonObject body =
        new JsonObject()
            .put("task_id", ID)
            .put("status", "failed")
            .put("progress", 0.5)
            .put("done", 3.0)
            .put("total", 6.0)
            .put("unit", "files")
            .put("current_step", "Halfway")
            .put("error", "no paper left")
            .put("if_revision", 3L)
            .put("result", new JsonObject().put("a", new JsonArray().add(1).addNull()));
    RequestJson.Addressed<JobUpdate> update = RequestJson.readUpdate(body, MAX_RESULT);
    JobUpdate expected =
        JobUpdate.builder()
            .status(JobStatus.FAILED)
            .progress(0.5)
            .done(3.0)
            .total(6.0)
            .unit("files")
            .currentStep("Halfway")
            .error("no paper left")
            .ifRevision(3)
            .result("{\"a\":[1,null]}")
            .build();
    assertThat(update.taskId()).isEqualTo(ID);
    assertThat(update.request()).isEqualTo(expected);
    assertThat(RequestJson.readUpdate(RequestJson.write(ID, expected), MAX_RESULT).request())
        .isEqualTo(expected);
    assertThat(RequestJson.readUpdate(RequestJson.writeTaskId(ID), MAX_RESULT).request())
        .isEqualTo(JobUpdate.HEARTBEAT);
  }

  @Test
  void update_with_null_clears_what_can_be_cleared() {
    assertThat(update("progress", null).progress()).isEqualTo(Patch.clear());
    assertThat(update("done", null).done()).isEqualTo(Patch.clear());
    assertThat(update("total", null).total()).isEqualTo(Patch.clear());
    assertThat(update("unit", null).unit()).isEqualTo(Patch.clear());
    assertThat(update("result", null).result()).isEqualTo(Patch.clear());
    assertThat(update("error", null)).isEqualTo(JobUpdate.HEARTBEAT);
    JobUpdate clearing =
        JobUpdate.builder().progress(null).done(null).total(null).unit(null).result(null).build();
    assertThat(RequestJson.readUpdate(RequestJson.write(ID, clearing), MAX_RESULT).request())
        .isEqualTo(clearing);
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "add", "current_step", "if_revision"})
  void update_with_null_for_another_key_is_refused(String key) {
    assertThat(refusalOf(() -> update(key, null)))
        .isEqualTo(key + ": cannot be cleared, found null");
  }

  @ParameterizedTest
  @CsvSource({
    "task_id, number",
    "task_id, object",
    "task_id, true",
    "status, number",
    "status, array",
    "status, text",
    "status, object",
    "status, true",
    "progress, digits",
    "progress, true",
    "progress, array",
    "progress, object",
    "done, digits",
    "done, true",
    "done, array",
    "done, object",
    "add, digits",
    "add, true",
    "add, array",
    "add, object",
    "total, digits",
    "total, true",
    "total, array",
    "total, object",
    "unit, number",
    "unit, true",
    "unit, array",
    "unit, object",
    "current_step, number",
    "current_step, true",
    "current_step, array",
    "current_step, object",
    "error, number",
    "error, true",
    "error, array",
    "error, object",
    "if_revision, digits",
    "if_revision, fraction",
    "if_revision, true",
    "if_revision, object"
  })
  void update_with_a_wrong_type_is_refused_by_key(String key, String kind) {
    assertThat(refusalOf(() -> update(key, value(kind))))
        .startsWith(key + ": must be ")
        .contains(", found ");
  }

  @Test
  void update_with_no_or_null_task_id_is_refused() {
    String sentence = "task_id: is required and must be a string, found none";
    assertThat(refusalOf(() -> RequestJson.readUpdate(new JsonObject(), MAX_RESULT)))
        .isEqualTo(sentence);
    assertThat(refusalOf(() -> update("task_id", null))).startsWith("task_id: is required");
  }

  @Test
  void update_with_a_value_out_of_range_is_refused() {
    assertThat(refusalOf(() -> update("progress", 1.1)))
        .isEqualTo("progress: must be a number from 0 to 1, found 1.1");
    assertThat(refusalOf(() -> update("progress", -0.1)))
        .isEqualTo("progress: must be a number from 0 to 1, found -0.1");
    assertThat(refusalOf(() -> update("progress", Double.NaN))).startsWith("progress: must be");
    assertThat(refusalOf(() -> update("done", -1)))
        .isEqualTo("done: must be a finite number, at least 0, found -1.0");
    assertThat(refusalOf(() -> update("total", -1))).startsWith("total: must be a finite");
    assertThat(refusalOf(() -> update("add", Double.POSITIVE_INFINITY)))
        .isEqualTo("add: must be a finite number, found Infinity");
    assertThat(refusalOf(() -> update("unit", "u".repeat(33)))).startsWith("unit: must have at");
    assertThat(refusalOf(() -> update("status", "resting")))
        .isEqualTo(
            "status: must be pending, running, completed, failed or cancelled, found \"resting\"");
    assertThat(refusalOf(() -> update("status", "Running"))).startsWith("status: must be pending");
    assertThat(refusalOf(() -> update("if_revision", 0)))
        .isEqualTo("if_revision: must be a whole number, at least 1, found 0");
  }

  @Test
  void update_with_add_and_done_is_refused() {
    assertThat(
            refusalOf(
                () -> RequestJson.readUpdate(updateBody("add", 1).put("done", 2), MAX_RESULT)))
        .startsWith("add: must not come together with done");
    assertThat(
            refusalOf(
                () -> RequestJson.readUpdate(updateBody("add", 1).putNull("done"), MAX_RESULT)))
        .startsWith("add: must not come together with done");
  }

  @Test
  void update_with_progress_a_hair_above_one_counts_as_one() {
    assertThat(update("progress", 1 + 1e-10).progress()).isEqualTo(Patch.to(1.0));
    assertThat(update("progress", -0.0).progress()).isEqualTo(Patch.to(0.0));
    assertThat(refusalOf(() -> update("progress", 1 + 1e-8))).startsWith("progress: must be");
  }

  @Test
  void update_with_a_revision_of_2_to_64_and_one_is_not_taken_for_revision_1() {
    BigInteger wraps = BigInteger.ONE.shiftLeft(64).add(BigInteger.ONE);
    assertThat(update("if_revision", wraps).ifRevision()).isEqualTo(Long.MAX_VALUE);
    assertThat(refusalOf(() -> update("if_revision", wraps.negate())))
        .startsWith("if_revision: must be a whole number, at least 1");
    assertThat(update("if_revision", 9_007_199_254_740_993L).ifRevision())
        .isEqualTo(9_007_199_254_740_993L);
    assertThat(update("if_revision", 3.0).ifRevision()).isEqualTo(3);
  }

  @Test
  void update_with_long_texts_is_cut_not_refused() {
    assertThat(update("current_step", "s".repeat(1_001)).currentStep())
        .hasSize(1_000)
        .endsWith("s… (cut)");
    assertThat(update("error", "e".repeat(100_000)).error()).hasSize(10_000).endsWith("e… (cut)");
  }

  @Test
  void update_with_half_a_surrogate_pair_is_refused() {
    for (String key : List.of("current_step", "error", "unit", "result", "task_id")) {
      assertThat(refusalOf(() -> update(key, "a\ud83d"))).contains("half a surrogate pair");
    }
  }

  @Test
  void update_with_a_result_over_its_limit_is_too_large() {
    assertThat(update("result", "r".repeat(MAX_RESULT - 2)).result().isCarried()).isTrue();
    assertThat(refusalOf(Kind.TOO_LARGE, () -> update("result", "r".repeat(MAX_RESULT - 1))))
        .isEqualTo("result: must have at most 1000 bytes as JSON, found 1001");
  }

  @Test
  void cancel_with_every_key() {
    JsonObject body = RequestJson.writeCancel(ID, "tired");
    assertThat(body).isEqualTo(new JsonObject().put("task_id", ID).put("reason", "tired"));
    assertThat(RequestJson.readCancel(body).request()).isEqualTo("tired");
    assertThat(RequestJson.readCancel(RequestJson.writeCancel(ID, null)).request()).isNull();
    assertThat(RequestJson.readCancel(body.putNull("reason")).request()).isNull();
    assertThat(refusalOf(() -> RequestJson.readCancel(body.put("reason", 7))))
        .isEqualTo("reason: must be a string, found 7");
    assertThat(refusalOf(() -> RequestJson.readCancel(new JsonObject())))
        .startsWith("task_id: is required");
  }

  @Test
  void list_with_every_key_is_read_and_written() {
    JobQuery query =
        FilterJson.readQuery(
            new JsonObject()
                .put("status", new JsonArray().add("running").add("failed").add("running"))
                .put("type", "import")
                .put("label", new JsonArray().add("team:a").add("path:c:\\x"))
                .put("stalled", true)
                .put("page_size", 7));
    JobFilter filter =
        new JobFilter(
            Set.of(JobStatus.RUNNING, JobStatus.FAILED),
            "import",
            Map.of("team", "a", "path", "c:\\x"),
            true);
    assertThat(query).isEqualTo(new JobQuery(filter, 7, null));
    assertThat(FilterJson.readQuery(FilterJson.write(query))).isEqualTo(query);
    assertThat(FilterJson.readFilter(FilterJson.write(filter))).isEqualTo(filter);
    assertThat(FilterJson.readQuery(new JsonObject())).isEqualTo(JobQuery.FIRST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "type", "label", "stalled", "page_size", "page_token"})
  void list_with_null_is_as_if_left_out(String key) {
    assertThat(list(key, null)).isEqualTo(JobQuery.FIRST);
  }

  @Test
  void list_with_one_value_needs_no_array() {
    assertThat(list("status", "failed").filter().statuses()).containsExactly(JobStatus.FAILED);
    assertThat(list("label", "a:").filter().labels()).isEqualTo(Map.of("a", ""));
    assertThat(list("status", new JsonArray())).isEqualTo(JobQuery.FIRST);
  }

  @ParameterizedTest
  @CsvSource({
    "status, number",
    "status, text",
    "status, numbers",
    "status, nulls",
    "status, object",
    "type, number",
    "type, array",
    "type, object",
    "label, number",
    "label, text",
    "label, numbers",
    "label, nulls",
    "label, object",
    "stalled, text",
    "stalled, number",
    "stalled, array",
    "page_size, digits",
    "page_size, fraction",
    "page_size, true",
    "page_size, array",
    "page_token, number",
    "page_token, array",
    "page_token, true"
  })
  void list_with_a_wrong_type_is_refused_by_key(String key, String kind) {
    assertThat(refusalOf(() -> list(key, value(kind))))
        .startsWith(key + ": must ")
        .contains(", found ");
  }

  @Test
  void list_with_a_value_out_of_range_is_refused() {
    assertThat(refusalOf(() -> list("page_size", 0)))
        .isEqualTo("page_size: must be a whole number, at least 1, found 0");
    assertThat(refusalOf(() -> list("page_size", -3_000_000_000L))).startsWith("page_size: must");
    assertThat(refusalOf(() -> list("label", "team")))
        .isEqualTo("label: must be key:value, found \"team\"");
    assertThat(refusalOf(() -> list("label", ":x"))).startsWith("labels: every key must match");
    assertThat(refusalOf(() -> list("label", new JsonArray().add("a:1").add("a:2"))))
        .startsWith("label: no job has two values of one key");
    assertThat(refusalOf(() -> list("type", "a b"))).startsWith("type: must match");
    assertThat(refusalOf(() -> list("page_token", "!")))
        .isEqualTo("page_token: must come from next_page_token, found \"!\"");
    assertThat(refusalOf(() -> list("page_token", ""))).startsWith("page_token: must come");
  }

  @Test
  void list_with_a_page_size_above_100_counts_as_100() {
    assertThat(list("page_size", 101).pageSize()).isEqualTo(100);
    assertThat(list("page_size", 3_000_000_000L).pageSize()).isEqualTo(100);
    assertThat(list("page_size", BigInteger.TEN.pow(30)).pageSize()).isEqualTo(100);
    assertThat(list("page_size", 1e300).pageSize()).isEqualTo(100);
    assertThat(list("page_size", 100.0).pageSize()).isEqualTo(100);
  }

  @Test
  void watch_is_one_job_or_a_filter() {
    assertThat(FilterJson.readWatch(new JsonObject().put("task_id", ID)))
        .isEqualTo(new FilterJson.Watch(ID, JobFilter.ALL));
    assertThat(FilterJson.readWatch(new JsonObject()))
        .isEqualTo(new FilterJson.Watch(null, JobFilter.ALL));
    assertThat(refusalOf(() -> FilterJson.readWatch(updateBody("status", "failed"))))
        .startsWith("task_id: must not come together with a filter");
    assertThat(FilterJson.readUnwatch(new JsonObject().put("watch", 7))).isEqualTo(7);
    assertThat(refusalOf(() -> FilterJson.readUnwatch(new JsonObject())))
        .startsWith("watch: is required");
  }
}
