package dev.jobtracker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.Samples;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A job as a line says the same to whoever asks, here and at the REST door. */
class RowsTest {
  private static String watched(Job job) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    new JobLine(out, Map.of(), false).show(job);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** The same fractions as in the test of the REST door. */
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.004, 0",
    "0.005, 1",
    "0.29, 29",
    "0.57, 57",
    "0.995, 99",
    "0.999, 99",
    "1.0, 100"
  })
  void percent_is_that_of_the_rest_door(double progress, String percent) {
    Job job = Samples.apply(Samples.pending(), u -> u.progress(progress).currentStep("Reading"));
    assertThat(Rows.row(job)).isEqualTo(job.taskId() + "\trunning\t" + percent + "\tReading");
    assertThat(watched(job)).contains("] " + percent + "%  Reading");
  }

  @Test
  void percent_that_nobody_knows_is_empty() {
    Job job = Samples.apply(Samples.pending(), u -> u.progress(null).currentStep("Reading"));
    assertThat(Rows.row(job)).isEqualTo(job.taskId() + "\trunning\t\tReading");
    assertThat(watched(job)).isEqualTo("running  Reading\n");
  }
}
