package dev.jobtracker.web.http;

import dev.jobtracker.wire.Keys;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Jobs as lines of plain text, for people and for {@code cut} (contract, section 4). */
final class TextLines {
  private TextLines() {}

  /** Returns the id, the status, the percent and the step, parted by tabs, and the line's end. */
  static String job(JsonObject job) {
    return job.getString(Keys.TASK_ID)
        + '\t'
        + job.getString(Keys.STATUS)
        + '\t'
        + percent(job.getDouble(Keys.PROGRESS))
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

  /** A whole percent, of which 100 is said only when all is done; nothing when nobody knows. */
  private static String percent(@Nullable Double progress) {
    if (progress == null) {
      return "";
    }
    return String.valueOf(progress < 1 ? Math.min(99, Math.round(progress * 100)) : 100);
  }

  /** Tabs, breaks and all that steers a terminal become blanks. */
  private static String oneLine(String text) {
    return text.replaceAll("[\\p{Cc}\\u2028\\u2029]", " ");
  }
}
