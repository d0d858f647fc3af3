package dev.jobtracker.config;

import dev.jobtracker.text.MalformedJson;
import dev.jobtracker.text.StrictJson;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The configuration file: one JSON object in UTF-8, by the letter of RFC 8259. */
final class ConfigFile {
  private static final int MAX_BYTES = 1 << 20;

  private ConfigFile() {}

  /**
   * Reads one file.
   *
   * @throws ConfigException naming the file, and the line and column of what is wrong in it
   */
  static JsonObject read(Path file) {
    String name = file.toString();
    if (document(name, file) instanceof Map<?, ?> object) {
      return new JsonObject(withTextKeys(object));
    }
    throw new ConfigException(name, "must hold one JSON object");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> withTextKeys(Map<?, ?> object) {
    return (Map<String, Object>) object;
  }

  private static @Nullable Object document(String name, Path file) {
    try {
      return StrictJson.read(bytes(name, file));
    } catch (MalformedJson e) {
      String place = e.place() == null ? "" : e.place() + ": ";
      throw new ConfigException(name, place + e.reason());
    }
  }

  private static byte[] bytes(String name, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new ConfigException(name, "must be at most " + MAX_BYTES + " bytes long");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new ConfigException(name, "no such file");
    } catch (IOException e) {
      throw new ConfigException(
          name, Files.isDirectory(file) ? "is a directory, not a file" : "cannot be read: " + e);
    }
  }
}
