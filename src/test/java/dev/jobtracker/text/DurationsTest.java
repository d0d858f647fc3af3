package dev.jobtracker.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "20ms, PT0.02S, 20ms",
    "30s, PT30S, 30s",
    "5m, PT5M, 5m",
    "1h, PT1H, 1h",
    "7d, PT168H, 7d",
    "0s, PT0S, 0ms",
    "1000ms, PT1S, 1s",
    "90s, PT1M30S, 90s",
    "24h, PT24H, 1d",
    "99999999999d, PT2399999999976H, 99999999999d"
  })
  void duration_of_every_unit(String text, Duration duration, String shortest) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
    assertThat(Durations.format(duration)).isEqualTo(shortest);
    assertThat(Durations.parse(shortest)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "s",
        "-1s",
        "+1s",
        "1.5h",
        "1 s",
        " 1s",
        "1s ",
        "1S",
        "1H",
        "1w",
        "1us",
        "1h30m",
        "PT1H",
        "100000000000s",
        "٣s",
        "1s\n"
      })
  void duration_of_another_form(String text) {
    assertThat(Durations.parse(text)).isNull();
  }
}
