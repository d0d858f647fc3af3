package dev.jobtracker.cli;

import dev.jobtracker.job.Job;
import dev.jobtracker.text.Percents;
import dev.jobtracker.wire.JsonText;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/** Jobs as text: a line each, as the REST door has it (contract, section 4), or JSON. */
final class Rows {
  private Rows() {}

  /** Returns {@code task_id}, status, percent (empty = unknown) and step, parted by tabs. */
  static String row(Job job) {
    return String.join(
        "\t",
        job.taskId(),
        job.status().text(),
        Percents.text(job.progress()),
        line(job.currentStep()));
  }

  /** Returns the text on one line. */
  static String line(String text) {
    return text.replaceAll("[\\p{Cc}\\u2028\\u2029]+", " ");
  }

  static String text(JsonObject json) {
    return new String(JsonText.bytes(json), StandardCharsets.UTF_8);
  }
}
