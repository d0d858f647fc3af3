package dev.jobtracker.config;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a program starts with: a file, and the environment on top of it.
 *
 * @param document the merged document, as every verticle takes it
 * @param config the same, read
 */
public record ProgramConfig(JsonObject document, Config config) {
  /**
   * Reads both, and looks whether the files that are named exist: a start is the moment to say so.
   *
   * @param file the configuration file, null = none
   * @param environment all variables; those that begin with {@code JOB_TRACKER_} count
   * @throws ConfigException naming the key, the variable or the file
   */
  public static ProgramConfig load(@Nullable Path file, Map<String, String> environment) {
    JsonObject document = file == null ? new JsonObject() : ConfigFile.read(file);
    JsonObject merged = Environment.apply(document, environment);
    try {
      Config config = Config.from(merged);
      requireFile("http.cert", config.http().cert());
      requireFile("http.key", config.http().key());
      requireFile("cluster.ca", config.cluster().ca());
      requireDirectory("demo.directory", config.demo().directory());
      return new ProgramConfig(merged, config);
    } catch (ConfigException e) {
      String variable = Environment.variable(e.key());
      throw environment.containsKey(variable) ? e.setBy(variable) : e;
    }
  }

  private static void requireFile(String key, @Nullable Path path) {
    if (path != null && !(Files.isRegularFile(path) && Files.isReadable(path))) {
      throw missing(key, "file", path);
    }
  }

  private static void requireDirectory(String key, @Nullable Path path) {
    if (path != null && !(Files.isDirectory(path) && Files.isReadable(path))) {
      throw missing(key, "directory", path);
    }
  }

  private static ConfigException missing(String key, String kind, Path path) {
    String rule = "must be a " + kind + " that can be read, found ";
    return new ConfigException(key, rule + Shown.value(path.toString()));
  }
}
