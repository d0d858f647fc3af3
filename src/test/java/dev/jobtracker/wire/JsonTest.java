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
  void value_ofEveryKind_isRead() {
    assertThat(read(" {\"a\": [1, 2.5, \"x\", true, false, null, {}]} "))
        .isEqualTo(Map.of("a", java.util.Arrays.asList(1, 2.5, "x", true, false, null, Map.of())));
  }

  @Test
  void byteOrderMark_beforeABody_isSkipped() {
    assertThat(read("\uFEFF{\"a\":1}")).isEqualTo(Map.of("a", 1));
    assertThat(refusalOf("\uFEFF\uFEFF{}")).isEqualTo("it is malformed, at line 1, column 1");
    assertThat(refusalOf("\uFEFF")).isEqualTo("it is empty");
  }

  @Test
  void keys_keepTheirOrder() {
    assertThat(((Map<?, ?>) read("{\"z\":1,\"a\":2,\"m\":3}")).keySet().toString())
        .isEqualTo("[z, a, m]");
  }

  @Test
  void key_twice_isRefused() {
    assertThat(reasonOf("{\"a\":1,\"b\":2,\"a\":1}")).isEqualTo("the key \"a\" stands in it twice");
  }

  @Test
  void key_twiceDeepInsideOrEscaped_isRefused() {
    assertThat(reasonOf("[{\"x\":{\"a\":1,\"\\u0061\":2}}]"))
        .isEqualTo("the key \"a\" stands in it twice");
  }

  @Test
  void text_afterTheEnd_isRefused() {
    assertThat(reasonOf("{} {}")).isEqualTo("something follows its end");
  }

  @Test
  void empty_isRefused() {
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
  void text_outsideTheGrammar_isRefused(String text) {
    assertThat(refusalOf(text)).isNotBlank().doesNotContain("[Source", "Feature");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1e999", "-1e999", "[1.8e308]", "{\"a\":1E+400}", "1e99999999999999999999"})
  void number_thatNoDoubleHolds_isRefused(String text) {
    assertThat(reasonOf(text)).isEqualTo("it has a number that no double holds");
  }

  @Test
  void integer_of400Digits_isRefused() {
    assertThat(reasonOf("[" + "9".repeat(400) + "]"))
        .isEqualTo("it has a number that no double holds");
    assertThat(reasonOf("-" + "9".repeat(309))).isEqualTo("it has a number that no double holds");
  }

  @Test
  void integer_thatADoubleHolds_isRead() {
    assertThat(read("1" + "0".repeat(308))).isEqualTo(BigInteger.TEN.pow(308));
    assertThat(read("-1" + "0".repeat(308))).isEqualTo(BigInteger.TEN.pow(308).negate());
    assertThat(read("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void decimal_of5000Digits_isRead() {
    assertThat(read("0." + "3".repeat(5_000))).isEqualTo(1 / 3.0);
    assertThat(read("1." + "0".repeat(5_000) + "e-1")).isEqualTo(0.1);
  }

  @Test
  void number_tooSmallForADouble_isZero() {
    assertThat(read("1e-999")).isEqualTo(0.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0.0", "-0", "-0e5", "-1e-999"})
  void minusZero_isZero(String text) {
    Number number = (Number) read(text);
    assertThat(1 / number.doubleValue()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void nesting_of64_isRead() {
    assertThat(read("[".repeat(64) + "]".repeat(64))).isInstanceOf(List.class);
    assertThat(read("{\"a\":".repeat(64) + "1" + "}".repeat(64))).isInstanceOf(Map.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {65, 66, 1_000, 100_000})
  void nesting_over64_isRefused(int depth) {
    String rule = "it is nested deeper than 64 brackets";
    assertThat(reasonOf("[".repeat(depth) + "]".repeat(depth))).isEqualTo(rule);
    assertThat(reasonOf("{\"a\":".repeat(depth) + "1" + "}".repeat(depth))).isEqualTo(rule);
    assertThat(reasonOf("[".repeat(depth))).isEqualTo(rule);
  }

  @Test
  void arrays_sideBySide_doNotCountAsNesting() {
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
  void bytes_thatAreNotUtf8_areRefused(String hex) {
    assertThat(refusalOf(HexFormat.of().parseHex(hex.replace(" ", ""))))
        .isEqualTo("it is not UTF-8");
  }

  @Test
  void utf16AndUtf32_areRefused() {
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
  void surrogate_escapedAndAlone_isRefused(String text) {
    assertThat(reasonOf(text)).isEqualTo("it has half a surrogate pair");
  }

  @Test
  void surrogate_rawAndAlone_isRefused() {
    for (String text : List.of("\"\ud800\"", "{\"\udc00\":1}", "\ud800", "{\"a\":\ud800}")) {
      JobException refusal = catchThrowableOfType(JobException.class, () -> Json.read(text));
      assertThat(refusal.kind()).isEqualTo(JobException.Kind.INVALID);
      assertThat(Texts.isWellFormed(refusal.getMessage())).as(refusal.getMessage()).isTrue();
    }
  }

  @Test
  void surrogatePair_escapedOrRaw_isRead() {
    assertThat(read("\"\\ud83d\\ude00\"")).isEqualTo("😀");
    assertThat(read("\"😀\"")).isEqualTo("😀");
  }

  @Test
  void sentence_ofALongBrokenText_isShort() {
    assertThat(refusalOf("x".repeat(1_000_000))).hasSizeLessThan(300);
    assertThat(refusalOf("{\"" + "k".repeat(100_000) + "\":1,\"" + "k".repeat(100_000) + "\":2}"))
        .hasSizeLessThan(300);
  }
}
