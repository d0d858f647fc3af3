package dev.jobtracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.config.ConfigException;
import org.junit.jupiter.api.Test;

class StartExceptionTest {
  @Test
  void refused_configuration_speaks_for_itself() {
    Exception cause = new RuntimeException(new ConfigException("http.prot", "unknown key"));
    assertThat(sentence(Program.DEMO, cause)).isEqualTo("http.prot: unknown key");
  }

  @Test
  void whatever_else_is_said_of_the_verticle() {
    Exception cause = new RuntimeException(new IllegalStateException("no memory"));
    assertThat(sentence(Program.TRACKER, cause))
        .isEqualTo("JobTrackerVerticle: cannot start: no memory");
  }

  @Test
  void failure_without_a_message_shows_its_class() {
    assertThat(sentence(Program.DEMO, new IllegalStateException()))
        .isEqualTo("ChecksumWorker: cannot start: java.lang.IllegalStateException");
  }

  private static String sentence(String verticle, Throwable cause) {
    return StartException.of(verticle, cause).getMessage();
  }
}
