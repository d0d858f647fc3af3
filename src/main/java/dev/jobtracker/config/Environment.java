package dev.jobtracker.config;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Environment variables that override scalar keys: {@code JOB_TRACKER_HTTP_PORT=9090} sets {@code
 * http.port}.
 */
final class Environment {
  private static final String PREFIX = "JOB_TRACKER_";

  /** What the program's commands are told by; a server that a command starts finds them too. */
  private static final Set<String> OF_COMMANDS =
      Set.of("JOB_TRACKER_URL", "JOB_TRACKER_TOKEN", "JOB_TRACKER_TASK_ID");

  private Environment() {}

  /**
   * The document with the overrides in it. A text that is no value of its key's type goes in as it
   * is, so that reading the document refuses it like any other value.
   *
   * @throws ConfigException for a variable with the prefix that names no scalar key
   */
  static JsonObject apply(JsonObject document, Map<String, String> environment) {
    JsonObject result = document.copy();
    Map<String, Key<?>> keys = new LinkedHashMap<>();
    Config.keys().values().forEach(key -> keys.put(variable(key.path()), key));
    // Sorted, so that of two bad variables it is always the same one that is named.
    for (String name : new TreeSet<>(environment.keySet())) {
      if (name.startsWith(PREFIX) && !OF_COMMANDS.contains(name)) {
        Key<?> key = keys.get(name);
        if (key == null) {
          throw new ConfigException(Shown.key(name), "no key of the configuration has this name");
        }
        put(result, name, key, environment.get(name));
      }
    }
    return result;
  }

  /** The variable that overrides the key with this path. */
  static String variable(String path) {
    return PREFIX + path.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  private static void put(JsonObject document, String name, Key<?> key, String text) {
    if (!key.scalar()) {
      throw new ConfigException(
          name, key.path() + " is an array, which only the configuration file can set");
    }
    JsonObject section = document;
    String[] names = key.path().split("\\.");
    for (int i = 0; i < names.length - 1; i++) {
      if (!section.containsKey(names[i])) {
        section.put(names[i], new JsonObject());
      }
      if (!(section.getValue(names[i]) instanceof JsonObject inner)) {
        // A section that is no object stays as it is: reading the document refuses it.
        return;
      }
      section = inner;
    }
    section.put(key.name(), key.fromText(text));
  }
}
