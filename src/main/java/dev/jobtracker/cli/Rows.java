package dev.jobtracker.cli;

import dev.jobtracker.job.Job;
import dev.jobtracker.wire.JsonText;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/** Jobs as text: a line each, as the REST door has it (contract, section 4), or JSON. */
final class Rows {
  private static final int WHOLE = 100;

  private Rows() {}

  /** Returns {@code task_id}, status, percent (empty = unknown) and step, parted by tabs. */
  static String row(Job job) {
    return String.join(
        "\t", job.taskId(), job.status().text(), percent(job), line(job.currentStep()));
  }

  /** Returns whole percent, or nothing where nobody knows; only what is whole is 100. */
  static String percent(Job job) {
    Double progress = job.progress();
    return progress == null ? "" : String.valueOf((int) Math.floor(progress * WHOLE));
  }

  /** Returns the text on one line. */
  static String line(String text) {
    return text.replaceAll("[\\p{Cc}\\u2028\\u2029]+", " ");
  }

  static String text(JsonObject json) {
    return new String(JsonText.bytes(json), StandardCharsets.UTF_8);
  }
}
