package dev.jobtracker.wire;

import dev.jobtracker.job.JobException;
import dev.jobtracker.text.MalformedJson;
import dev.jobtracker.text.StrictJson;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives the fields of a form, which are all texts, the types of their keys (contract, section 4).
 * What comes out has the rules of any other JSON before it, such as those of unknown keys.
 */
public final class FormJson {
  private static final Set<String> NUMBERS =
      Set.of(
          Keys.PROGRESS,
          Keys.DONE,
          Keys.ADD,
          Keys.TOTAL,
          Keys.HEARTBEAT_TIMEOUT,
          Keys.LOST_AFTER,
          Keys.RETENTION,
          Keys.IF_REVISION);

  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  private static final String NULL = "null";
  private static final String LABEL = Keys.LABELS + ".";

  private FormJson() {}

  /** Reads the fields of a form as the body of a verb. */
  public static JsonObject read(Map<String, String> form) {
    JsonObject body = new JsonObject();
    form.forEach((key, text) -> put(body, key, text));
    return body;
  }

  private static void put(JsonObject body, String key, String text) {
    if (key.startsWith(LABEL)) {
      labels(body).put(key.substring(LABEL.length()), text);
    } else if (key.equals(Keys.LABELS)) {
      throw JobException.invalid(key, "a form gives each label as labels.key=value", text);
    } else {
      body.put(key, typed(key, text));
    }
  }

  private static JsonObject labels(JsonObject body) {
    if (!body.containsKey(Keys.LABELS)) {
      body.put(Keys.LABELS, new JsonObject());
    }
    return body.getJsonObject(Keys.LABELS);
  }

  private static @Nullable Object typed(String key, String text) {
    if (NUMBERS.contains(key)) {
      return number(key, text);
    }
    if (key.equals(Keys.RESULT)) {
      return result(text);
    }
    return key.equals(Keys.UNIT) && text.equals(NULL) ? null : text;
  }

  private static @Nullable Object number(String key, String text) {
    if (text.equals(NULL)) {
      return null;
    }
    if (!NUMBER.matcher(text).matches()) {
      throw JobException.invalid(key, "must be a number, written as in JSON", text);
    }
    return Json.read(text);
  }

  /** What is no JSON is a string; what is JSON has to be such that the tracker takes it. */
  private static @Nullable Object result(String text) {
    try {
      return StrictJson.read(text);
    } catch (MalformedJson e) {
      return e.isJson() ? Json.read(text) : text;
    }
  }
}
