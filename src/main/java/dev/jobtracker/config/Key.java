package dev.jobtracker.config;

import dev.jobtracker.text.Durations;
import io.vertx.core.json.JsonArray;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One key of the configuration: its path, its default, and what it takes. A value of the wrong type
 * is refused, never converted.
 *
 * @param path the key with its section, such as {@code http.port}
 * @param standard the value where the document has none
 * @param nullable whether null is a value of its own
 * @param secret whether sentences must leave the value out
 * @param type what reads the JSON value
 */
record Key<T>(String path, @Nullable T standard, boolean nullable, boolean secret, Type<T> type) {

  /** How many elements an array may have; a configuration is written by hand. */
  static final int MAX_ELEMENTS = 1000;

  /** The kinds of JSON that keys take; all but the list can be given as one plain text. */
  enum Kind {
    INTEGER,
    FLAG,
    TEXT,
    LIST
  }

  /**
   * @param rule what the sentence says after "must be"
   * @param read the value that a JSON value stands for, or null when it is of another type; the
   *     first argument is the path for refusing an element
   * @param allowed whether a value of the right type is in range
   */
  record Type<T>(Kind kind, String rule, Reader<T> read, Predicate<T> allowed) {}

  /** Reads a JSON value that is not null. */
  interface Reader<T> {
    @Nullable T read(String path, Object json);
  }

  static Key<Integer> integer(String path, int standard, int min, int max) {
    String rule = "an integer from " + min + " to " + max;
    Type<Integer> type =
        new Type<>(Kind.INTEGER, rule, (at, json) -> exact(json), n -> n >= min && n <= max);
    return new Key<>(path, standard, false, false, type);
  }

  static Key<Boolean> flag(String path, boolean standard) {
    Reader<Boolean> read = (at, json) -> json instanceof Boolean flag ? flag : null;
    return new Key<>(
        path, standard, false, false, new Type<>(Kind.FLAG, "true or false", read, flag -> true));
  }

  static Key<Duration> duration(String path, String standard, String min, String max) {
    Duration least = Durations.parse(min);
    Duration most = Durations.parse(max);
    Type<Duration> type =
        new Type<>(
            Kind.TEXT,
            "a duration from \"%s\" to \"%s\", such as \"%s\"".formatted(min, max, standard),
            (at, json) -> json instanceof String text ? Durations.parse(text) : null,
            found -> found.compareTo(least) >= 0 && found.compareTo(most) <= 0);
    return new Key<>(path, Durations.parse(standard), false, false, type);
  }

  static Key<String> text(
      String path, @Nullable String standard, String rule, Predicate<String> allowed) {
    Reader<String> read = (at, json) -> json instanceof String text ? text : null;
    return new Key<>(path, standard, false, false, new Type<>(Kind.TEXT, rule, read, allowed));
  }

  static Key<Path> file(String path, String rule) {
    // A zero character is the one thing that no file system takes in a path.
    Reader<Path> read =
        (at, json) ->
            json instanceof String text && !text.isBlank() && text.indexOf('\0') < 0
                ? Path.of(text)
                : null;
    return new Key<Path>(path, null, false, false, new Type<>(Kind.TEXT, rule, read, found -> true))
        .orNull();
  }

  static <E> Key<List<E>> list(String path, String rule, Reader<E> element) {
    Reader<List<E>> read =
        (at, json) -> json instanceof JsonArray array ? elements(at, array, element) : null;
    String full = "an array of at most " + MAX_ELEMENTS + " " + rule;
    Predicate<List<E>> allowed = list -> list.size() <= MAX_ELEMENTS;
    return new Key<>(path, List.of(), false, false, new Type<>(Kind.LIST, full, read, allowed));
  }

  /** The same key, where null is allowed too and is the default. */
  Key<T> orNull() {
    String rule = "null or " + type.rule;
    return new Key<>(
        path, null, true, secret, new Type<>(type.kind, rule, type.read, type.allowed));
  }

  /** The same key, whose value no sentence shows. */
  Key<T> hidden() {
    return new Key<>(path, standard, nullable, true, type);
  }

  /** The key without its section. */
  String name() {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** Whether one plain text can stand for a value. */
  boolean scalar() {
    return type.kind != Kind.LIST;
  }

  /** The value that {@code json} stands for; {@code at} is the path that a refusal names. */
  @Nullable T read(String at, @Nullable Object json) {
    if (json == null && nullable) {
      return null;
    }
    T value = json == null ? null : type.read.read(at, json);
    if (value == null || !type.allowed.test(value)) {
      throw refused(at, json);
    }
    return value;
  }

  /** Refuses a value that is out of range, for records that are built in Java. */
  void check(@Nullable T value) {
    if (value == null ? !nullable : !type.allowed.test(value)) {
      throw refused(path, value);
    }
  }

  /** The JSON value that {@code text} stands for; the text itself where it stands for no other. */
  @Nullable Object fromText(String text) {
    if (nullable && text.equals("null")) {
      return null;
    }
    if (type.kind == Kind.FLAG && (text.equals("true") || text.equals("false"))) {
      return Boolean.valueOf(text);
    }
    boolean digits = type.kind == Kind.INTEGER && text.matches("-?[0-9]{1,18}");
    return digits ? (Object) Long.valueOf(text) : text;
  }

  private ConfigException refused(String at, @Nullable Object found) {
    String shown = secret ? Shown.kind(found) : Shown.value(found);
    return new ConfigException(at, "must be " + type.rule + ", found " + shown);
  }

  private static @Nullable Integer exact(Object json) {
    boolean whole =
        json instanceof Integer
            || json instanceof Long
            || json instanceof Short
            || json instanceof Byte;
    long value = whole ? ((Number) json).longValue() : Long.MAX_VALUE;
    return value == (int) value ? (Integer) (int) value : null;
  }

  private static <E> List<E> elements(String path, JsonArray array, Reader<E> element) {
    List<E> list = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      list.add(element.read(path + "[" + i + "]", array.getValue(i)));
    }
    return list;
  }
}
