package dev.jobtracker.config;

import dev.jobtracker.text.Durations;
import dev.jobtracker.text.Texts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values and keys as a sentence shows them: on one line, and never long. */
final class Shown {
  private static final Pattern BEFORE_HOST = Pattern.compile("//.*@", Pattern.DOTALL);
  private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private Shown() {}

  /** A value as its JSON; an object and an array only by their kind. */
  static String value(@Nullable Object value) {
    if (value instanceof Duration duration) {
      return Texts.quote(Durations.format(duration));
    }
    if (value instanceof String text) {
      // What stands before the host of a URL may be a password.
      return Texts.quote(BEFORE_HOST.matcher(text).replaceAll("//…@"));
    }
    return value instanceof Number ? Texts.quote(value) : kind(value);
  }

  /** Only the kind of a value, for those that are secret. */
  static String kind(@Nullable Object value) {
    if (value instanceof JsonObject) {
      return "an object";
    }
    if (value instanceof JsonArray) {
      return "an array";
    }
    if (value instanceof String) {
      return "a string";
    }
    if (value instanceof Number) {
      return "a number";
    }
    return value == null || value instanceof Boolean
        ? "" + value
        : "a " + value.getClass().getName();
  }

  /** A key as it stands when it is plain, else in quotes. */
  static String key(String key) {
    return PLAIN_KEY.matcher(key).matches() ? key : Texts.quote(key);
  }
}
