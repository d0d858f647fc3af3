package dev.jobtracker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as progress in a line of output, and what must not (contract, section 14). */
class ProgressPatternTest {
  private static Observed read(ProgressPattern pattern, String line) {
    Observed observed = new Observed(null);
    pattern.read(line, observed);
    return observed;
  }

  private static @Nullable String percent(ProgressPattern pattern, String line) {
    Double progress = read(pattern, line).progress();
    return progress == null ? null : String.valueOf(progress * 100);
  }

  private static @Nullable String counts(ProgressPattern pattern, String line) {
    Observed observed = read(pattern, line);
    return observed.done() == null ? null : observed.done() + "/" + observed.total();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "42% | 42.0",
        "42 % | 42.0",
        "42.5% done | 42.5",
        "0% to 100% | 100.0",
        "10%, 25% | 25.0",
        "copied,50% | 50.0",
        "(12, 50%) | 50.0",
        "42,5% | 42.5",
        "12,25 % done | 12.25",
        "100,0% | 100.0",
        "12/90,42% | 42.0",
        "12 / 90,42% | 42.0",
      })
  void percent_is_read(String line, String percent) {
    assertThat(percent(ProgressPattern.usual(), line)).isEqualTo(percent);
  }

  /** Behind a comma three digits may be thousands, and then nobody knows what is meant. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1,234%",
        "0,125%",
        "1,034.5%",
        "1.034,5%",
        "1,000,042%",
        "1,2,5%",
        "100,5%",
        "12/90,123,42%",
        "1.2.3%",
        "1234%",
        "101%",
        "42",
      })
  void what_may_be_another_number_is_no_percent(String line) {
    assertThat(percent(ProgressPattern.usual(), line)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "12/900 | 12.0/900.0",
        "12 / 900 files | 12.0/900.0",
        "(12/900) | 12.0/900.0",
        "12/900, 13/900 | 13.0/900.0",
        "12/90,42% | 12.0/90.0",
        "copied 12/900. | 12.0/900.0",
        "copied 12/900. Next | 12.0/900.0",
        "copying 12/900... | 12.0/900.0",
        "(copied 12/900.) | 12.0/900.0",
      })
  void counts_are_read(String line, String counts) {
    assertThat(counts(ProgressPattern.usual(), line)).isEqualTo(counts);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1/2.5",
        "1.5/2",
        "12/900.25 MB",
        "/a/12/900/x",
        "/a/12/900.",
        "12/900.txt",
        "12/900./x",
        "12/31/2026",
        "on 12/31/2026.",
        "900/12",
        "1/0",
      })
  void paths_dates_and_parts_of_numbers_are_no_counts(String line) {
    assertThat(counts(ProgressPattern.usual(), line)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"at 4,5 | 4.5", "at 42.5 | 42.5", "at 1,234 | ", "at 1.034,5 | ", "at x |"})
  void own_percent_takes_a_decimal_comma(String line, @Nullable String percent) {
    assertThat(percent(ProgressPattern.of("at (\\S+)"), line)).isEqualTo(percent);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,234 of 5,000 | 1234.0/5000.0",
        "1,234,567 of 12,345,678 | 1234567.0/1.2345678E7",
        "1,5 of 3,25 | 1.5/3.25",
        "12, of 900 | 12.0/900.0",
      })
  void own_counts_take_thousands_and_a_decimal_comma(String line, String counts) {
    assertThat(counts(ProgressPattern.of("(\\S+) of (\\S+)"), line)).isEqualTo(counts);
  }
}
