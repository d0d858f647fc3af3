package dev.jobtracker.config;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values and keys as a sentence shows them: on one line, and never long. */
final class Shown {
  private static final int MAX_LENGTH = 80;

  /** What JSON leaves as it is, though a terminal or a log may break the line there. */
  private static final Pattern OTHER_BREAKS = Pattern.compile("[\\u007f-\\u009f\\u2028\\u2029]");

  private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private Shown() {}

  /** A value as its JSON; an object and an array only by their kind. */
  static String value(@Nullable Object value) {
    if (value instanceof String || value instanceof Duration || value instanceof Number) {
      String text = value instanceof Duration duration ? Durations.format(duration) : "" + value;
      return value instanceof Number ? cut(text) : quoted(text);
    }
    return value == null || value instanceof Boolean ? "" + value : kind(value);
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

  /** A key as it stands when it is plain, else quoted with its odd characters escaped. */
  static String key(String key) {
    return PLAIN_KEY.matcher(key).matches() ? key : quoted(key);
  }

  static String quoted(String text) {
    String json = String.valueOf(JsonStringEncoder.getInstance().quoteAsString(cut(text)));
    return '"' + OTHER_BREAKS.matcher(json).replaceAll(Shown::escape) + '"';
  }

  private static String escape(MatchResult character) {
    return Matcher.quoteReplacement("\\u%04x".formatted((int) character.group().charAt(0)));
  }

  private static String cut(String text) {
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
  }
}
