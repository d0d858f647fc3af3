package dev.jobtracker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.job.Micros;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract, section 1: UTC, always 27 characters, six decimals, text order is time order. */
class TimestampsTest {
  private static final DateTimeFormatter OF_THE_JDK =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final long LAST_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00.000000Z",
        "1970-01-01T00:00:00.000001Z",
        "1969-12-31T23:59:59.999999Z",
        "1972-02-29T12:34:56.100000Z",
        "2000-02-29T23:59:59.999999Z",
        "2024-02-29T00:00:00.000000Z",
        "2024-12-31T23:59:59.000010Z",
        "2026-02-06T04:00:27.123456Z",
        "2100-02-28T23:59:59.999999Z",
        "2100-03-01T00:00:00.000000Z",
        "9999-12-31T23:59:59.999999Z"
      })
  void instant_is_shown_with_six_decimals(String text) {
    assertThat(Timestamps.text(Instant.parse(text))).isEqualTo(text).hasSize(27);
  }

  @Test
  void text_of_any_time_is_read_back() {
    Random random = new Random(20260206);
    for (int i = 0; i < 100_000; i++) {
      Instant instant =
          Instant.ofEpochSecond(
              random.nextLong(-LAST_SECOND / 8, LAST_SECOND), random.nextInt(1_000_000_000));
      assertThat(Timestamps.micros(Timestamps.text(instant))).isEqualTo(Micros.of(instant));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-02-06T04:00:27Z",
        "2026-02-06T04:00:27.1234567Z",
        "2026-02-06T04:00:27.12345Z0",
        "2026-02-06 04:00:27.123456Z",
        "2026-02-30T04:00:27.123456Z",
        "2026-02-06T24:00:27.123456Z",
        "-026-02-06T04:00:27.123456Z",
        "٢026-02-06T04:00:27.123456Z"
      })
  void text_of_another_form_is_refused(String text) {
    assertThatThrownBy(() -> Timestamps.micros(text)).isInstanceOf(DateTimeException.class);
  }

  @Test
  void instant_of_any_time_is_shown_as_the_jdk_shows_it() {
    Random random = new Random(20260206);
    for (int i = 0; i < 100_000; i++) {
      Instant instant =
          Instant.ofEpochSecond(
              (long) (random.nextDouble() * LAST_SECOND), random.nextInt(1_000_000_000));
      assertThat(Timestamps.text(instant)).isEqualTo(OF_THE_JDK.format(instant));
    }
  }

  @Test
  void every_day_of_four_centuries_is_shown_as_the_jdk_shows_it() {
    Instant day = Instant.parse("1900-01-01T00:00:00Z");
    for (int i = 0; i < 146_097; i++, day = day.plusSeconds(86_400)) {
      assertThat(Timestamps.text(day)).startsWith(day.toString().substring(0, 10));
    }
  }

  @Test
  void nanoseconds_are_cut_not_rounded() {
    assertThat(Timestamps.text(Instant.parse("2026-02-06T04:00:27.999999999Z")))
        .isEqualTo("2026-02-06T04:00:27.999999Z");
  }

  @Test
  void nothing_is_null() {
    assertThat(Timestamps.text(null)).isNull();
  }
}
