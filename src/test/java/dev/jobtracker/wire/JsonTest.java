package dev.jobtracker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jobtracker.job.JobException;
import dev.jobtracker.text.Texts;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract, section 5: what malformed JSON is, and that a number is refused only on overflow. */
class JsonTest {
  private static final String BEGINNING = "the message is not JSON that the tracker reads: ";

  private static String refusalOf(String text) {
    return refusalOf(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String refusalOf(byte[] bytes) {
    JobException refusal = catchThrowableOfType(JobException.class, () -> Json.read(bytes));
    assertThat(refusal).isNotNull();
    assertThat(refusal.kind()).isEqualTo(JobException.Kind.INVALID);
    assertThat(refusal.getMessage()).startsWith(BEGINNING).doesNotContain("\n");
    assertThat(Texts.isWellFormed(refusal.getMessage())).isTrue();
    return refusal.getMessage().substring(BEGINNING.length());
  }

  /** Returns why a text is refused, without the place. */
  private static String reasonOf(String text) {
    return refusalOf(text).replaceFirst(", at line 1, column [0-9]+$", "");
  }

  private static Object read(String text) {
    return Json.read(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void value_of_every_kind_is_read() {
    assertThat(read(" {\"a\": [1, 2.5, \"x\", true, false, null, {}]} "))
        .isEqualTo(Map.of("a", java.util.Arrays.asList(1, 2.5, "x", true, false, null, Map.of())));
  }

  @Test
  void byte_order_mark_before_a_body_is_skipped() {
    assertThat(read("\uFEFF{\"a\":1}")).isEqualTo(Map.of("a", 1));
    assertThat(refusalOf("\uFEFF\uFEFF{}")).isEqualTo("it is malformed, at line 1, column 1");
    assertThat(refusalOf("\uFEFF")).isEqualTo("it is empty");
  }

  @Test
  void keys_keep_their_order() {
    assertThat(((Map<?, ?>) read("{\"z\":1,\"a\":2,\"m\":3}")).keySet().toString())
        .isEqualTo("[z, a, m]");
  }

  @Test
  void key_twice_is_refused() {
    assertThat(reasonOf("{\"a\":1,\"b\":2,\"a\":1}")).isEqualTo("the key \"a\" stands in it twice");
  }

  @Test
  void key_twice_deep_inside_or_escaped_is_refused() {
    assertThat(reasonOf("[{\"x\":{\"a\":1,\"\\u0061\":2}}]"))
        .isEqualTo("the key \"a\" stands in it twice");
  }

  @Test
  void text_after_the_end_is_refused() {
    assertThat(reasonOf("{} {}")).isEqualTo("something follows its end");
  }

  @Test
  void empty_is_refused() {
    assertThat(refusalOf("")).isEqualTo("it is empty");
    assertThat(refusalOf(" \n ")).isEqualTo("it is empty");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{} x",
        "{}]",
        "/* c */ {}",
        "{} // c",
        "# c\n{}",
        "{'a':1}",
        "{a:1}",
        "[1,]",
        "{\"a\":1,}",
        "[,1]",
        "NaN",
        "[NaN]",
        "Infinity",
        "-Infinity",
        "[+1]",
        "01",
        "[-01]",
        ".5",
        "5.",
        "1e",
        "0x10",
        "{",
        "[",
        "\"",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "[1 2]",
        "tru",
        "nul",
        "True",
        "\"\\x\"",
        "\"\\u12\"",
        "\"a\tb\"",
        "\"a\nb\"",
        "\"a\0b\"",
        "\u00a0{}",
        "]",
        "}",
        ",",
        ":",
        "{\"a\":1]",
        "[1}"
      })
  void text_outside_the_grammar_is_refused(String text) {
    assertThat(refusalOf(text)).isNotBlank().doesNotContain("[Source", "Feature");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1e999", "-1e999", "[1.8e308]", "{\"a\":1E+400}", "1e99999999999999999999"})
  void number_that_no_double_holds_is_refused(String text) {
    assertThat(reasonOf(text)).isEqualTo("it has a number that no double holds");
  }

  @Test
  void integer_of_400_digits_is_refused() {
    assertThat(reasonOf("[" + "9".repeat(400) + "]"))
        .isEqualTo("it has a number that no double holds");
    assertThat(reasonOf("-" + "9".repeat(309))).isEqualTo("it has a number that no double holds");
  }

  @Test
  void integer_that_a_double_holds_is_read() {
    assertThat(read("1" + "0".repeat(308))).isEqualTo(BigInteger.TEN.pow(308));
    assertThat(read("-1" + "0".repeat(308))).isEqualTo(BigInteger.TEN.pow(308).negate());
    assertThat(read("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void decimal_of_5000_digits_is_read() {
    assertThat(read("0." + "3".repeat(5_000))).isEqualTo(1 / 3.0);
    assertThat(read("1." + "0".repeat(5_000) + "e-1")).isEqualTo(0.1);
  }

  @Test
  void number_too_small_for_a_double_is_zero() {
    assertThat(read("1e-999")).isEqualTo(0.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0.0", "-0", "-0e5", "-1e-999"})
  void minus_zero_is_zero(String text) {
    Number number = (Number) read(text);
    assertThat(1 / number.doubleValue()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void nesting_of_64_is_read() {
    assertThat(read("[".repeat(64) + "]".repeat(64))).isInstanceOf(List.class);
    assertThat(read("{\"a\":".repeat(64) + "1" + "}".repeat(64))).isInstanceOf(Map.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {65, 66, 1_000, 100_000})
  void nesting_over_64_is_refused(int depth) {
    String rule = "it is nested deeper than 64 brackets";
    assertThat(reasonOf("[".repeat(depth) + "]".repeat(depth))).isEqualTo(rule);
    assertThat(reasonOf("{\"a\":".repeat(depth) + "1" + "}".repeat(depth))).isEqualTo(rule);
    assertThat(reasonOf("[".repeat(depth))).isEqualTo(rule);
  }

  @Test
  void arrays_side_by_side_do_not_count_as_nesting() {
    assertThat((List<?>) read("[" + "[],".repeat(1_000) + "[]]")).hasSize(1_001);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "22ff22", // a byte that UTF-8 never has
        "22c3", // half a character
        "22c328 22", // a wrong second byte
        "22c0af22", // "/" in two bytes
        "22e080af22", // "/" in three bytes
        "22f08080af22", // "/" in four bytes
        "22c08022", // NUL in two bytes
        "22eda08022", // a surrogate
        "22eda081edb08022", // a pair of surrogates, three bytes each
        "22f490808022", // beyond the last character
        "22f8888080af22", // five bytes
      })
  void bytes_that_are_not_utf8_are_refused(String hex) {
    assertThat(refusalOf(HexFormat.of().parseHex(hex.replace(" ", ""))))
        .isEqualTo("it is not UTF-8");
  }

  @Test
  void utf16_and_utf32_are_refused() {
    assertThat(refusalOf("{\"a\":1}".getBytes(StandardCharsets.UTF_16BE))).isNotBlank();
    assertThat(refusalOf("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE))).isNotBlank();
    assertThat(refusalOf("{\"a\":1}".getBytes(StandardCharsets.UTF_16)))
        .isEqualTo("it is not UTF-8");
    assertThat(refusalOf("{\"a\":1}".getBytes(java.nio.charset.Charset.forName("UTF-32BE"))))
        .isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800x\"",
        "\"\\udc00\\ud800\"",
        "[\"a\\ud83d\"]",
        "{\"\\ud800\":1}",
        "{\"a\":{\"b\":\"\\uDBFF\"}}"
      })
  void surrogate_escaped_and_alone_is_refused(String text) {
    assertThat(reasonOf(text)).isEqualTo("it has half a surrogate pair");
  }

  @Test
  void surrogate_raw_and_alone_is_refused() {
    for (String text : List.of("\"\ud800\"", "{\"\udc00\":1}", "\ud800", "{\"a\":\ud800}")) {
      JobException refusal = catchThrowableOfType(JobException.class, () -> Json.read(text));
      assertThat(refusal.kind()).isEqualTo(JobException.Kind.INVALID);
      assertThat(Texts.isWellFormed(refusal.getMessage())).as(refusal.getMessage()).isTrue();
    }
  }

  @Test
  void surrogate_pair_escaped_or_raw_is_read() {
    assertThat(read("\"\\ud83d\\ude00\"")).isEqualTo("😀");
    assertThat(read("\"😀\"")).isEqualTo("😀");
  }

  @Test
  void sentence_of_a_long_broken_text_is_short() {
    assertThat(refusalOf("x".repeat(1_000_000))).hasSizeLessThan(300);
    assertThat(refusalOf("{\"" + "k".repeat(100_000) + "\":1,\"" + "k".repeat(100_000) + "\":2}"))
        .hasSizeLessThan(300);
  }
}
