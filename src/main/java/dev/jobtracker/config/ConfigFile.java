package dev.jobtracker.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The configuration file: one JSON object in UTF-8, by the letter of RFC 8259. */
final class ConfigFile {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_DEPTH = 16;

  /** Private, since the mapper of Vert.x takes a key twice, comments, and text after the end. */
  private static final JsonMapper STRICT =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .build();

  private ConfigFile() {}

  /**
   * Reads one file.
   *
   * @throws ConfigException naming the file, and the line and column of what is wrong in it
   */
  static JsonObject read(Path file) {
    String name = file.toString();
    String text = text(name, bytes(name, file));
    try (JsonParser parser = STRICT.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new ConfigException(name, "must hold one JSON object");
      }
      Map<String, Object> object = parser.readValueAs(new TypeReference<Map<String, Object>>() {});
      if (parser.nextToken() != null) {
        throw at(name, parser.currentTokenLocation(), "there is more after the JSON object");
      }
      return new JsonObject(object);
    } catch (JsonProcessingException e) {
      throw at(name, e.getLocation(), reason(e));
    } catch (IOException e) {
      throw new ConfigException(name, "cannot be read: " + e);
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

  private static String text(String name, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ConfigException(name, "must be UTF-8 text");
    }
  }

  private static ConfigException at(String name, @Nullable JsonLocation where, String reason) {
    if (where == null) {
      return new ConfigException(name, reason);
    }
    String place = "line " + where.getLineNr() + ", column " + where.getColumnNr();
    return new ConfigException(name, place + ": " + reason);
  }

  /** Why the parser gave up, on one line, and without quoting values: one may be a token. */
  private static String reason(JsonProcessingException e) {
    if (e instanceof JsonEOFException) {
      return "the text ends before the JSON does";
    }
    if (e instanceof StreamConstraintsException) {
      return "nested over " + MAX_DEPTH + " deep, or a number or key is too long";
    }
    String message = e.getOriginalMessage();
    if (message.startsWith("Unrecognized token")) {
      return "a word that is neither quoted nor true, false or null";
    }
    // What is cut off names switches of the parser, which nobody who writes a file can reach.
    return message
        .lines()
        .findFirst()
        .orElse("malformed")
        .replaceFirst("^Duplicate field '(.*)'$", "the key \"$1\" is there twice")
        .replaceFirst(" \\(not recognized.*|: enable `.*", "");
  }
}
