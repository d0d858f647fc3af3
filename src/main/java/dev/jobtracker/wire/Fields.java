package dev.jobtracker.wire;

import static java.util.Objects.requireNonNull;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.Patch;
import dev.jobtracker.text.Texts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes typed values out of a JSON object and converts nothing: {@code "1"} is no number and 1.7 no
 * integer. A value of the wrong type is refused with its key, the rule and the value.
 */
final class Fields {
  private final Map<String, Object> map;

  private Fields(JsonObject json) {
    this.map = json.getMap();
  }

  /** Reads an object whose further keys do not matter. */
  static Fields of(JsonObject json) {
    return new Fields(json);
  }

  /** Reads an object that may have these keys and no other; a typo must not pass silently. */
  static Fields of(JsonObject json, Set<String> known) {
    for (String key : json.fieldNames()) {
      // A JsonObject on the bus may wrap a map that has null for a key.
      if (key == null || !known.contains(key)) {
        String shown = Texts.quote(key == null ? null : Json.wellFormed(key));
        String rule = known.isEmpty() ? "none is expected" : "known are " + new TreeSet<>(known);
        throw new JobException(JobException.Kind.INVALID, shown + " is an unknown key, " + rule);
      }
    }
    return new Fields(json);
  }

  boolean has(String key) {
    return map.containsKey(key);
  }

  @Nullable Object get(String key) {
    return map.get(key);
  }

  String needString(String key) {
    String value = string(key);
    if (value == null) {
      throw new JobException(
          JobException.Kind.INVALID, key + ": is required and must be a string, found none");
    }
    return value;
  }

  @Nullable String string(String key) {
    Object value = map.get(key);
    return value == null ? null : string(key, value);
  }

  private static JobException wrongType(String key, String rule, @Nullable Object value) {
    return JobException.invalid(key, rule, value instanceof JsonObject o ? o.getMap() : value);
  }

  private static String string(String key, Object value) {
    if (value instanceof CharSequence text) {
      return Json.wellFormed(text.toString());
    }
    throw wrongType(key, "must be a string", value);
  }

  @Nullable Boolean flag(String key) {
    Object value = map.get(key);
    if (value == null || value instanceof Boolean) {
      return (Boolean) value;
    }
    throw wrongType(key, "must be true or false", value);
  }

  @Nullable Double number(String key) {
    Object value = map.get(key);
    if (value == null) {
      return null;
    }
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw wrongType(key, "must be a number", value);
  }

  /** Returns a whole number; one that no long holds counts as the outermost that a long holds. */
  @Nullable Long integer(String key) {
    Double value = wholeNumber(key);
    if (value == null) {
      return null;
    }
    // A cast of a double stops at the ends, where that of a big integer would wrap around.
    return Math.abs(value) >= Long.MAX_VALUE ? value.longValue() : (Long) exact(key).longValue();
  }

  /** Returns a whole number; one that no int holds counts as the outermost that an int holds. */
  @Nullable Integer clampedInteger(String key) {
    Double value = wholeNumber(key);
    return value == null ? null : (Integer) value.intValue();
  }

  /** Returns whole seconds; whether they are 1 to {@code most} is checked by who takes them. */
  @Nullable Integer seconds(String key, int most) {
    Double value = wholeNumber(key);
    if (value != null && Math.abs(value) > Integer.MAX_VALUE) {
      // What no int holds never gets to that check.
      String rule = "must be whole seconds from 1 to " + most;
      throw JobException.invalid(key, rule, exact(key));
    }
    return value == null ? null : (Integer) value.intValue();
  }

  private Number exact(String key) {
    return (Number) requireNonNull(map.get(key));
  }

  private @Nullable Double wholeNumber(String key) {
    Object value = map.get(key);
    if (value != null && !(value instanceof Number n && n.doubleValue() % 1 == 0)) {
      throw wrongType(key, "must be a whole number", value);
    }
    return number(key);
  }

  long needInteger(String key) {
    Long value = integer(key);
    if (value == null) {
      throw JobException.invalid(key, "is required and must be a whole number", null);
    }
    return value;
  }

  Instant needInstant(String key) {
    needString(key);
    return requireNonNull(instant(key));
  }

  @Nullable Instant instant(String key) {
    String text = string(key);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw JobException.invalid(key, "must be a time in UTC by ISO 8601", text);
    }
  }

  /** Returns an object of strings; empty when absent or null. */
  Map<String, String> strings(String key) {
    Object value = map.get(key);
    if (value == null) {
      return Map.of();
    }
    Map<?, ?> object = value instanceof JsonObject json ? json.getMap() : null;
    if (object == null && value instanceof Map<?, ?> plain) {
      object = plain;
    }
    if (object == null) {
      throw wrongType(key, "must be an object of strings", value);
    }
    Map<String, String> strings = new LinkedHashMap<>();
    object.forEach(
        (name, text) -> strings.put(String.valueOf(name), label(key + "." + name, text)));
    return strings;
  }

  private static String label(String key, @Nullable Object value) {
    if (value == null) {
      throw JobException.invalid(key, "must be a string", null);
    }
    return string(key, value);
  }

  /** Returns the strings of a string or of an array of strings; empty when absent or null. */
  List<String> oneOrSeveral(String key) {
    Object value = map.get(key);
    if (value == null) {
      return List.of();
    }
    Iterable<?> several = value instanceof JsonArray array ? array.getList() : null;
    if (several == null && value instanceof List<?> list) {
      several = list;
    }
    if (several == null) {
      return List.of(string(key, value));
    }
    List<String> strings = new ArrayList<>();
    several.forEach(element -> strings.add(label(key, element)));
    return strings;
  }

  /** Refuses null for a key of an update that cannot be cleared. */
  void refuseNull(String key) {
    if (map.containsKey(key) && map.get(key) == null) {
      throw JobException.invalid(key, "cannot be cleared", null);
    }
  }

  Patch<Double> numberPatch(String key) {
    return map.containsKey(key) ? Patch.to(number(key)) : Patch.keep();
  }

  Patch<String> stringPatch(String key) {
    return map.containsKey(key) ? Patch.to(string(key)) : Patch.keep();
  }

  static JobStatus status(String text) {
    JobStatus status = JobStatus.of(text);
    if (status == null) {
      throw JobException.invalid(
          Keys.STATUS, "must be pending, running, completed, failed or cancelled", text);
    }
    return status;
  }
}
