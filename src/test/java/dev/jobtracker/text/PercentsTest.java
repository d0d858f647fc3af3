package dev.jobtracker.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PercentsTest {
  @Test
  void every_whole_percent_is_said_as_it_is() {
    for (int percent = 0; percent <= 100; percent++) {
      assertThat(Percents.text(percent / 100.0)).isEqualTo(String.valueOf(percent));
    }
  }

  @Test
  void hundred_is_said_only_when_all_is_done() {
    assertThat(Percents.text(0.995)).isEqualTo("99");
    assertThat(Percents.text(Math.nextDown(1.0))).isEqualTo("99");
    assertThat(Percents.text(1.0)).isEqualTo("100");
  }

  @Test
  void progress_that_nobody_knows_is_empty() {
    assertThat(Percents.text(null)).isEmpty();
  }
}
