package dev.jobtracker.job;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for single values (contract, section 1); each refuses with the key, rule and value. */
final class Rules {
  static final int MAX_TITLE = 200;
  static final int MAX_LABELS = 16;
  static final int MAX_LABEL_VALUE = 256;
  static final int MAX_UNIT = 32;
  static final int MAX_STEP = 1_000;
  static final int MAX_ERROR = 10_000;
  static final int MAX_CANCEL_REASON = 1_000;
  static final int MAX_SECONDS = 604_800;
  static final int MAX_LOST_AFTER = 2_592_000;

  /** Sums of many small parts end a little above one; that much counts as one. */
  private static final double PROGRESS_SLACK = 1e-9;

  private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
  private static final Pattern OWN_SUFFIX = Pattern.compile("[A-Za-z0-9-]{8,64}");
  private static final Pattern LABEL_KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_./-]{0,62}");

  private Rules() {}

  static String type(String type) {
    if (!TYPE.matcher(type).matches()) {
      throw JobException.invalid("type", "must match " + TYPE, type);
    }
    return type;
  }

  static @Nullable String ownTaskId(@Nullable String taskId, String type) {
    if (taskId == null) {
      return null;
    }
    boolean ours =
        taskId.startsWith(type + "_")
            && OWN_SUFFIX.matcher(taskId.substring(type.length() + 1)).matches();
    if (!ours) {
      String rule = "must be \"" + type + "_\" followed by 8 to 64 of [A-Za-z0-9-]";
      throw JobException.invalid("task_id", rule, taskId);
    }
    return taskId;
  }

  static @Nullable String atMost(String key, int limit, @Nullable String text) {
    if (text != null && text.length() > limit) {
      throw JobException.invalid(key, "must have at most " + limit + " characters", text);
    }
    return text;
  }

  static Map<String, String> labels(Map<String, String> labels) {
    if (labels.size() > MAX_LABELS) {
      throw JobException.invalid("labels", "must be at most " + MAX_LABELS, labels.size());
    }
    labels.forEach(Rules::label);
    return Map.copyOf(labels);
  }

  static void labelKey(String key) {
    if (!LABEL_KEY.matcher(key).matches()) {
      throw JobException.invalid("labels", "every key must match " + LABEL_KEY, key);
    }
  }

  static void label(String key, String value) {
    labelKey(key);
    atMost("labels." + key, MAX_LABEL_VALUE, value);
  }

  static void seconds(String key, @Nullable Integer seconds) {
    secondsUpTo(MAX_SECONDS, key, seconds);
  }

  static void lostAfter(@Nullable Integer seconds) {
    secondsUpTo(MAX_LOST_AFTER, "lost_after", seconds);
  }

  private static void secondsUpTo(int most, String key, @Nullable Integer seconds) {
    if (seconds != null && (seconds < 1 || seconds > most)) {
      throw JobException.invalid(key, "must be whole seconds from 1 to " + most, seconds);
    }
  }

  static double progress(double value) {
    if (!(value >= 0 && value <= 1 + PROGRESS_SLACK)) {
      throw JobException.invalid("progress", "must be a number from 0 to 1", value);
    }
    return Math.min(1, positiveZero(value));
  }

  static double count(String key, double value) {
    if (!(value >= 0 && value <= Double.MAX_VALUE)) {
      throw JobException.invalid(key, "must be a finite number, at least 0", value);
    }
    return positiveZero(value);
  }

  static double finite(String key, double value) {
    if (!Double.isFinite(value)) {
      throw JobException.invalid(key, "must be a finite number", value);
    }
    return positiveZero(value);
  }

  /** Minus zero is zero, so that no reader ever sees a sign on it. */
  private static double positiveZero(double value) {
    return value + 0.0;
  }
}
