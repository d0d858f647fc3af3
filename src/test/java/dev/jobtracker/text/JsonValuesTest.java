package dev.jobtracker.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonValuesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|1.0",
        "100|1e2",
        "0|-0.0",
        "0.1|1e-1",
        "100000000000000000000|1e20",
        "{\"a\":1,\"b\":2}|{\"b\":2,\"a\":1}",
        "[{\"a\":null,\"b\":[1]}]|[{\"b\":[1.0],\"a\":null}]",
        "\"x\"|\"\\u0078\"",
        "[]|[ ]",
      })
  void values_that_say_the_same(String a, String b) {
    assertThat(JsonValues.areSame(a, b)).isTrue();
    assertThat(JsonValues.areSame(b, a)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|2",
        "1|1.0000001",
        "9007199254740993|9007199254740992",
        "1|\"1\"",
        "null|false",
        "[1,2]|[2,1]",
        "[1]|[1,1]",
        "{\"a\":1}|{\"a\":1,\"b\":null}",
        "{\"a\":null}|{\"b\":null}",
        "{}|[]",
        "1|no JSON",
      })
  void values_that_differ(String a, String b) {
    assertThat(JsonValues.areSame(a, b)).isFalse();
    assertThat(JsonValues.areSame(b, a)).isFalse();
  }

  @Test
  void none_is_the_same_as_none_alone() {
    assertThat(JsonValues.areSame(null, null)).isTrue();
    assertThat(JsonValues.areSame(null, "null")).isFalse();
    assertThat(JsonValues.areSame("no JSON", "no JSON")).isTrue();
  }
}
