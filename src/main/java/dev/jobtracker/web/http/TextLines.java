package dev.jobtracker.web.http;

import dev.jobtracker.text.Percents;
import dev.jobtracker.wire.Keys;
import io.vertx.core.json.JsonObject;

/** Jobs as lines of plain text, for people and for {@code cut} (contract, section 4). */
final class TextLines {
  private TextLines() {}

  /** Returns the id, the status, the percent and the step, parted by tabs, and the line's end. */
  static String job(JsonObject job) {
    return job.getString(Keys.TASK_ID)
        + '\t'
        + job.getString(Keys.STATUS)
        + '\t'
        + Percents.text(job.getDouble(Keys.PROGRESS))
        + '\t'
        + oneLine(job.getString(Keys.CURRENT_STEP))
        + '\n';
  }

  /** Returns a line for each job of a page. */
  static String page(JsonObject page) {
    StringBuilder lines = new StringBuilder();
    for (Object job : page.getJsonArray(Keys.JOBS)) {
      lines.append(job((JsonObject) job));
    }
    return lines.toString();
  }

  /** Tabs, breaks and all that steers a terminal become blanks. */
  private static String oneLine(String text) {
    return text.replaceAll("[\\p{Cc}\\u2028\\u2029]", " ");
  }
}
