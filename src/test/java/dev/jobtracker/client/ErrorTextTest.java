package dev.jobtracker.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class ErrorTextTest {
  @Test
  void exception_is_told_with_its_simple_name() {
    assertThat(ErrorText.of(new NoSuchFileException("/data/in.csv")))
        .isEqualTo("NoSuchFileException: /data/in.csv");
    assertThat(ErrorText.of(new OutOfMemoryError("heap"))).isEqualTo("OutOfMemoryError: heap");
    assertThat(ErrorText.of(new IllegalStateException())).isEqualTo("IllegalStateException");
    assertThat(ErrorText.of(new IllegalStateException(" "))).isEqualTo("IllegalStateException");
  }

  @Test
  void exception_without_a_name_is_told_by_its_parents() {
    assertThat(ErrorText.of(new IllegalStateException("x") {}))
        .isEqualTo("IllegalStateException: x");
  }

  @Test
  void causes_have_a_line_each() {
    Throwable root = new NoSuchFileException("in.csv");
    Throwable middle = new IllegalArgumentException("bad input", root);
    assertThat(ErrorText.of(new IllegalStateException("step 3", middle)))
        .isEqualTo(
            "IllegalStateException: step 3\n"
                + "caused by IllegalArgumentException: bad input\n"
                + "caused by NoSuchFileException: in.csv");
  }

  @Test
  void causes_in_a_circle_are_told_once() {
    Exception one = new Exception("one");
    Exception two = new Exception("two", one);
    one.initCause(two);
    assertThat(ErrorText.of(one)).isEqualTo("Exception: one\ncaused by Exception: two");
  }

  @Test
  void job_failure_is_told_by_its_message_alone() {
    JobFailure failure = new JobFailure("The disk is full.", new Exception("ENOSPC"));
    assertThat(ErrorText.of(failure)).isEqualTo("The disk is full.");
    assertThat(ErrorText.of(new CompletionException(failure))).isEqualTo("The disk is full.");
    assertThat(ErrorText.of(new IllegalStateException("step 3", failure)))
        .isEqualTo(
            "IllegalStateException: step 3\ncaused by The disk is full.\ncaused by Exception: ENOSPC");
  }

  @Test
  void endless_messages_are_not_gathered_whole() {
    String megabyte = "x".repeat(1_000_000);
    Throwable chain = new Exception(megabyte);
    for (int i = 0; i < 50; i++) {
      chain = new Exception(megabyte, chain);
    }
    assertThat(ErrorText.of(chain).length()).isLessThan(21_000);
  }
}
