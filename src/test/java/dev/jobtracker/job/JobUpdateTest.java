package dev.jobtracker.job;

import static dev.jobtracker.job.Samples.assertInvalid;
import static dev.jobtracker.job.Samples.update;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobUpdateTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "4.9E-324, 4.9E-324",
    "0.5, 0.5",
    "1, 1",
    "1.000000000999, 1",
    "1.000000001, 1",
  })
  void progress_in_range_is_kept_and_a_hair_above_one_is_one(double given, double kept) {
    JobUpdate update = update(u -> u.progress(given));
    assertThat(update.progress()).isEqualTo(Patch.to(kept));
  }

  @ParameterizedTest
  @CsvSource({
    "1.0000000011, 1.0000000011",
    "1.01, 1.01",
    "-4.9E-324, -4.9E-324",
    "-1, -1.0",
    "NaN, NaN",
    "Infinity, Infinity",
    "-Infinity, -Infinity",
  })
  void progress_out_of_range_is_refused(double given, String shown) {
    assertInvalid(
        "progress: must be a number from 0 to 1, found " + shown,
        () -> update(u -> u.progress(given)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 900, 9_007_199_254_740_993.0, Double.MAX_VALUE})
  void done_and_total_in_range_are_kept(double given) {
    JobUpdate update = update(u -> u.done(given).total(given));
    assertThat(update.done()).isEqualTo(Patch.to(given));
    assertThat(update.total()).isEqualTo(Patch.to(given));
  }

  @ParameterizedTest
  @CsvSource({"-4.9E-324", "-1.0", "NaN", "Infinity", "-Infinity"})
  void done_and_total_out_of_range_are_refused(String given) {
    double value = Double.parseDouble(given);
    String rule = ": must be a finite number, at least 0, found " + given;
    assertInvalid("done" + rule, () -> update(u -> u.done(value)));
    assertInvalid("total" + rule, () -> update(u -> u.total(value)));
  }

  @Test
  void minus_zero_is_zero_for_every_number() {
    JobUpdate update = update(u -> u.done(-0.0).total(-0.0).progress(-0.0));
    assertThat(update.done()).isEqualTo(Patch.to(0.0));
    assertThat(update.total()).isEqualTo(Patch.to(0.0));
    assertThat(update.progress()).isEqualTo(Patch.to(0.0));
    assertThat(update(u -> u.add(-0.0)).add()).isEqualTo(0.0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -1, 0.25, Double.MAX_VALUE, -Double.MAX_VALUE})
  void add_may_be_any_finite_number(double given) {
    assertThat(update(u -> u.add(given)).add()).isEqualTo(given);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity"})
  void add_that_is_not_finite_is_refused(String given) {
    assertInvalid(
        "add: must be a finite number, found " + given,
        () -> update(u -> u.add(Double.parseDouble(given))));
  }

  @Test
  void add_together_with_done_is_refused_even_where_done_is_null() {
    assertInvalid(
        "add: must not come together with done, found 2.0", () -> update(u -> u.add(2).done(1.0)));
    assertInvalid(
        "add: must not come together with done, found 2.0", () -> update(u -> u.add(2).done(null)));
  }

  @Test
  void unit_has_at_most_32_characters() {
    assertThat(update(u -> u.unit("u".repeat(32))).unit()).isEqualTo(Patch.to("u".repeat(32)));
    assertThat(update(u -> u.unit("")).unit()).isEqualTo(Patch.to(""));
    assertInvalid(
        "unit: must have at most 32 characters, found \"" + "u".repeat(33) + '"',
        () -> update(u -> u.unit("u".repeat(33))));
  }

  @ParameterizedTest
  @CsvSource({"999", "1000"})
  void step_within_its_limit_is_kept_whole(int length) {
    String step = "s".repeat(length);
    assertThat(update(u -> u.currentStep(step)).currentStep()).isEqualTo(step);
  }

  @Test
  void step_beyond_its_limit_is_cut() {
    assertThat(update(u -> u.currentStep("s".repeat(1_001))).currentStep())
        .isEqualTo("s".repeat(993) + "… (cut)")
        .hasSize(1_000);
  }

  @Test
  void error_is_cut_at_10_000_and_never_refused_for_its_length() {
    assertThat(update(u -> u.error("e".repeat(10_000))).error()).isEqualTo("e".repeat(10_000));
    assertThat(update(u -> u.error("e".repeat(10_001))).error())
        .isEqualTo("e".repeat(9_993) + "… (cut)");
    assertThat(update(u -> u.error("e".repeat(3_000_000))).error()).hasSize(10_000);
  }

  @Test
  void if_revision_is_at_least_1() {
    assertThat(update(u -> u.ifRevision(1)).ifRevision()).isEqualTo(1);
    assertThat(update(u -> u.ifRevision(Long.MAX_VALUE)).ifRevision()).isEqualTo(Long.MAX_VALUE);
    assertInvalid(
        "if_revision: must be a whole number, at least 1, found 0",
        () -> update(u -> u.ifRevision(0)));
    assertInvalid(
        "if_revision: must be a whole number, at least 1, found -9223372036854775808",
        () -> update(u -> u.ifRevision(Long.MIN_VALUE)));
  }

  @Test
  void absent_null_and_a_value_are_three_different_things() {
    assertThat(JobUpdate.HEARTBEAT.progress()).isEqualTo(Patch.keep());
    assertThat(update(u -> u.progress(null)).progress()).isEqualTo(Patch.clear());
    assertThat(Patch.<String>keep().applyTo("before")).isEqualTo("before");
    assertThat(Patch.<String>clear().applyTo("before")).isNull();
    assertThat(Patch.to("after").applyTo("before")).isEqualTo("after");
    assertThat(Patch.<String>keep().isCarried()).isFalse();
    assertThat(Patch.<String>clear().isCarried()).isTrue();
    assertThat(Patch.to("after").isCarried()).isTrue();
  }
}
