package dev.jobtracker.config;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object of the document while it is read. Reading takes keys out; what {@link #end} finds
 * left over is a key that nobody knows.
 */
final class Section {
  private final String prefix;
  private final Map<String, @Nullable Object> left = new LinkedHashMap<>();
  private final Consumer<Key<?>> asked;

  private Section(String prefix, JsonObject object, Consumer<Key<?>> asked) {
    this.prefix = prefix;
    this.asked = asked;
    // getValue, unlike an iterator, wraps plain maps and lists, so that one type is left to ask
    // for.
    object.fieldNames().forEach(name -> left.put(name, object.getValue(name)));
  }

  /** The document itself; {@code asked} is told of every key that is read, there or not. */
  static Section document(JsonObject document, Consumer<Key<?>> asked) {
    return new Section("", document, asked);
  }

  /** An object that stands at {@code path}, such as an element of an array. */
  static Section element(String path, @Nullable Object json) {
    if (!(json instanceof JsonObject object)) {
      throw new ConfigException(path, "must be an object, found " + Shown.kind(json));
    }
    return new Section(path + ".", object, key -> {});
  }

  /** The section {@code name}, empty where the document has none. */
  Section section(String name) {
    Object json = left.containsKey(name) ? left.remove(name) : new JsonObject();
    if (!(json instanceof JsonObject object)) {
      // Only the kind: a secret may stand where the section that is for it should.
      throw new ConfigException(prefix + name, "must be an object, found " + Shown.kind(json));
    }
    return new Section(prefix + name + ".", object, asked);
  }

  /** The value of a key, or its default where the section has none. */
  <T> T get(Key<T> key) {
    return Objects.requireNonNull(getOrNull(key), key.path());
  }

  /** The value of a key that may be null, or its default where the section has none. */
  <T> @Nullable T getOrNull(Key<T> key) {
    return getOr(key, key.standard());
  }

  /** The value of a key, or {@code standard} where the section has none. */
  <T> @Nullable T getOr(Key<T> key, @Nullable T standard) {
    asked.accept(key);
    String name = key.name();
    return left.containsKey(name) ? key.read(prefix + name, left.remove(name)) : standard;
  }

  /** The value of a key that has no default. */
  <T> T require(Key<T> key) {
    if (!left.containsKey(key.name())) {
      throw new ConfigException(prefix + key.name(), "is missing");
    }
    return get(key);
  }

  /** Refuses the first key that nobody asked for. */
  void end() {
    for (String name : left.keySet()) {
      throw new ConfigException(prefix + Shown.key(name), "unknown key");
    }
  }
}
