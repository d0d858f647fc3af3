package dev.jobtracker.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {
  private static final String SMILE = "\ud83d\ude00";

  @Test
  void cut_leaves_a_text_within_its_limit() {
    assertThat(Texts.cut("", 10)).isEmpty();
    assertThat(Texts.cut("0123456789", 10)).isEqualTo("0123456789");
  }

  @Test
  void cut_text_ends_in_the_mark_within_its_limit() {
    assertThat(Texts.cut("0123456789a", 10)).isEqualTo("012… (cut)").hasSize(10);
  }

  @Test
  void cut_never_tears_a_surrogate_pair() {
    assertThat(Texts.cut("01" + SMILE + "456789a", 10)).isEqualTo("01… (cut)");
    assertThat(Texts.cut("0" + SMILE + "3456789a", 10)).isEqualTo("0" + SMILE + "… (cut)");
    for (int lead = 0; lead < 2; lead++) {
      String text = "x".repeat(lead) + SMILE.repeat(600);
      assertThat(Texts.isWellFormed(Texts.cut(text, 1_000))).isTrue();
      assertThat(Texts.cut(text, 1_000).length()).isBetween(999, 1_000);
    }
  }

  @Test
  void quote_shows_texts_in_quotes_and_other_values_bare() {
    assertThat(Texts.quote(null)).isEqualTo("null");
    assertThat(Texts.quote("x")).isEqualTo("\"x\"");
    assertThat(Texts.quote(1.5)).isEqualTo("1.5");
    assertThat(Texts.quote(true)).isEqualTo("true");
    assertThat(Texts.quote(Map.of("a", 1))).isEqualTo("an object");
    assertThat(Texts.quote(List.of(1))).isEqualTo("an array");
  }

  @Test
  void quote_shows_at_most_60_characters_and_no_half_of_a_pair() {
    assertThat(Texts.quote("x".repeat(60))).isEqualTo('"' + "x".repeat(60) + '"');
    assertThat(Texts.quote("x".repeat(61))).isEqualTo('"' + "x".repeat(60) + "…\"");
    assertThat(Texts.quote("x".repeat(59) + SMILE)).isEqualTo('"' + "x".repeat(59) + "…\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\n", "\r", "\t", "\u0000", "\u001b", "\u007f", "\u0085", "\u2028", "\u2029"})
  void quote_stays_on_one_line(String control) {
    assertThat(Texts.quote("a" + control + "b")).isEqualTo("\"a b\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "ä€", SMILE, SMILE + SMILE + "x"})
  void well_formed_text_is_known_as_such(String text) {
    assertThat(Texts.isWellFormed(text)).isTrue();
  }

  @Test
  void text_with_a_lone_surrogate_is_not_well_formed() {
    List<String> broken =
        List.of("\ud83d", "\ude00", "x\ud83d", "\ud83dx", "\ude00\ud83d", SMILE + "\ude00");
    assertThat(broken).noneMatch(Texts::isWellFormed);
  }
}
