package dev.jobtracker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.text.Texts;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a {@link JsonObject} may hold, written by the rules that {@link Json} reads by. */
class JsonTextTest {
  private static String text(Object value) {
    return new String(JsonText.bytes(value), StandardCharsets.UTF_8);
  }

  private static String refusalOf(Object value) {
    JobException refusal = catchThrowableOfType(JobException.class, () -> JsonText.bytes(value));
    assertThat(refusal).as("refusal of %s", value.getClass()).isNotNull();
    assertThat(refusal.kind()).isEqualTo(JobException.Kind.INVALID);
    assertThat(Texts.isWellFormed(refusal.getMessage())).isTrue();
    return refusal.getMessage();
  }

  private static Object nested(int depth, boolean objects) {
    Object value = 1;
    for (int i = 0; i < depth; i++) {
      value = objects ? new JsonObject().put("a", value) : new JsonArray().add(value);
    }
    return value;
  }

  @Test
  void object_is_compact_and_keeps_its_order() {
    JsonObject json =
        new JsonObject()
            .put("z", new JsonArray().add(1).add(2.5).addNull())
            .put("a", new JsonObject().put("ü", "Straße \"7\"\n"))
            .put("m", true);
    assertThat(text(json))
        .isEqualTo("{\"z\":[1,2.5,null],\"a\":{\"ü\":\"Straße \\\"7\\\"\\n\"},\"m\":true}");
    assertThat(Json.read(text(json)).toString())
        .isEqualTo("{z=[1, 2.5, null], a={ü=Straße \"7\"\n}, m=true}");
  }

  @Test
  void plain_maps_and_lists_are_written() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("list", List.of(1, List.of(), Map.of()));
    map.put("none", null);
    assertThat(text(map)).isEqualTo("{\"list\":[1,[],{}],\"none\":null}");
  }

  @Test
  void nothing_is_null() {
    assertThat(new String(JsonText.bytes(null), StandardCharsets.UTF_8)).isEqualTo("null");
  }

  @Test
  void numbers_are_written_exactly() {
    assertThat(text(Long.MAX_VALUE)).isEqualTo("9223372036854775807");
    assertThat(text((short) 7)).isEqualTo("7");
    assertThat(text((byte) -7)).isEqualTo("-7");
    assertThat(text(0.1)).isEqualTo("0.1");
    assertThat(text(0.1f)).isEqualTo("0.1");
    assertThat(text(BigInteger.TEN.pow(30))).isEqualTo("1" + "0".repeat(30));
    assertThat(text(new BigDecimal("0." + "3".repeat(5_000)))).isEqualTo("0." + "3".repeat(5_000));
    assertThat(text(new BigDecimal("1e-999999"))).isEqualTo("1E-999999");
  }

  @Test
  void minus_zero_is_zero() {
    assertThat(text(-0.0)).isEqualTo("0.0");
    assertThat(text(-0.0f)).isEqualTo("0.0");
  }

  @Test
  void number_that_no_double_holds_is_refused() {
    for (Number number :
        List.of(
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Float.NaN,
            Float.POSITIVE_INFINITY,
            BigInteger.TEN.pow(400),
            new BigDecimal("1e999"),
            new BigDecimal("-1e2000000000"))) {
      assertThat(refusalOf(new JsonObject().put("a", number)))
          .endsWith("it has a number that no double holds");
    }
  }

  @Test
  void instant_bytes_buffer_and_enum_are_written_as_vertx_writes_them() {
    JsonObject json =
        new JsonObject()
            .put("instant", Instant.parse("2026-02-06T04:00:27.123456789Z"))
            .put("bytes", new byte[] {-1, -2, -3, 4})
            .put("buffer", Buffer.buffer(new byte[] {-1, -2}))
            .put("enum", JobStatus.RUNNING)
            .put("text", new StringBuilder("built"));
    assertThat(new JsonObject(text(json))).isEqualTo(new JsonObject(json.encode()));
    assertThat(text(json)).contains("\"__79BA\"", "\"2026-02-06T04:00:27.123456789Z\"");
  }

  @Test
  void nesting_of_64_is_written() {
    assertThat(text(nested(64, true))).startsWith("{\"a\":{\"a\":");
    assertThat(text(nested(64, false))).startsWith("[[[[");
  }

  @ParameterizedTest
  @ValueSource(ints = {65, 66, 10_000})
  void nesting_over_64_is_refused(int depth) {
    assertThat(refusalOf(nested(depth, true))).endsWith("it is nested deeper than 64 brackets");
    assertThat(refusalOf(nested(depth, false))).endsWith("it is nested deeper than 64 brackets");
  }

  @Test
  void result_stands_inside_the_bracket_of_its_message() {
    assertThat(JsonText.result(nested(63, false), 1_000)).hasSize(127);
    JobException refusal =
        catchThrowableOfType(JobException.class, () -> JsonText.result(nested(64, false), 1_000));
    assertThat(refusal.kind()).isEqualTo(JobException.Kind.INVALID);
  }

  @Test
  void result_over_its_bytes_is_too_large() {
    assertThat(JsonText.result("é".repeat(4), 10)).isEqualTo("\"éééé\"");
    JobException refusal =
        catchThrowableOfType(JobException.class, () -> JsonText.result("é".repeat(5), 10));
    assertThat(refusal.kind()).isEqualTo(JobException.Kind.TOO_LARGE);
    assertThat(refusal).hasMessage("result: must have at most 10 bytes as JSON, found 12");
  }

  @Test
  void result_of_emoji_is_measured_in_its_bytes_of_utf8() {
    String emoji = "😀 \u2028 ab".repeat(5_000);
    String text = JsonText.result(emoji, emoji.getBytes(StandardCharsets.UTF_8).length + 2);
    assertThat(Json.read(text)).isEqualTo(emoji);
  }

  @Test
  void surrogate_alone_is_refused() {
    assertThat(refusalOf("a\ud800b")).contains("half a surrogate pair");
    assertThat(refusalOf(new JsonObject().put("\udc00", 1))).contains("half a surrogate pair");
    assertThat(refusalOf(new JsonArray().add(new JsonObject().put("a", "\ud800"))))
        .contains("half a surrogate pair");
    assertThat(text("😀")).isEqualTo("\"😀\"");
  }

  @Test
  void value_of_another_class_is_refused_by_its_name() {
    assertThat(refusalOf(new Object())).endsWith("it holds a java.lang.Object");
    assertThat(refusalOf(Map.of("a", Thread.currentThread()))).contains("it holds a ");
  }
}
