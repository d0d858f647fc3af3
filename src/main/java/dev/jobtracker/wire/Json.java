package dev.jobtracker.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.Texts;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON as RFC 8259 writes it, and refuses what lenient readers let pass: a key twice, text
 * after the end, comments, NaN, nesting over {@link #MAX_DEPTH}, a number that no double holds,
 * bytes that are not UTF-8, half a surrogate pair (contract, section 5). Refusals are {@link
 * JobException}s of kind {@code INVALID}.
 */
public final class Json {
  /** How many brackets may be open at once. */
  public static final int MAX_DEPTH = 64;

  /** No integer of more digits fits a double, so longer ones are not even converted. */
  private static final int MAX_INTEGER_DIGITS = 310;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH + 1)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          // An emoji is one character of four bytes, not two escapes of twelve.
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .build();

  private Json() {}

  /**
   * Reads one JSON text from bytes.
   *
   * @return a map, a list, a string, a number, a boolean or null
   */
  public static @Nullable Object read(byte[] utf8) {
    try {
      return read(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException e) {
      throw malformed("it is not UTF-8");
    }
  }

  /**
   * Reads one JSON text.
   *
   * @return a map, a list, a string, a number, a boolean or null
   */
  public static @Nullable Object read(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        throw malformed("it is empty");
      }
      Object value = value(parser, 0);
      if (parser.nextToken() != null) {
        throw malformed("something follows its end");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw malformed(reason(e));
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }

  private static @Nullable Object value(JsonParser parser, int depth) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, deeper(depth));
      case START_ARRAY -> array(parser, deeper(depth));
      case VALUE_STRING -> wellFormed(parser.getText());
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> finite(parser.getDoubleValue());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw malformed("it has " + parser.currentToken() + " in the wrong place");
    };
  }

  private static Map<String, Object> object(JsonParser parser, int depth) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = wellFormed(parser.currentName());
      if (map.containsKey(key)) {
        throw malformed("the key " + Texts.quote(key) + " stands in it twice");
      }
      parser.nextToken();
      map.put(key, value(parser, depth));
    }
    return map;
  }

  private static List<Object> array(JsonParser parser, int depth) throws IOException {
    List<Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(parser, depth));
    }
    return list;
  }

  private static Number integer(JsonParser parser) throws IOException {
    if (parser.getTextLength() > MAX_INTEGER_DIGITS) {
      throw tooLarge();
    }
    Number number = parser.getNumberValue();
    if (number instanceof BigInteger) {
      finite(number.doubleValue());
    }
    return number;
  }

  private static int deeper(int depth) {
    if (depth == MAX_DEPTH) {
      throw malformed("it is nested deeper than " + MAX_DEPTH + " brackets");
    }
    return depth + 1;
  }

  static String wellFormed(String text) {
    if (!Texts.isWellFormed(text)) {
      // The sentence must not bear the half on, as it could not be sent to anybody.
      String shown = text.replaceAll("\\p{Cs}", "\ufffd");
      throw malformed("it has half a surrogate pair in " + Texts.quote(shown));
    }
    return text;
  }

  /** Minus zero becomes zero, so that no reader ever sees a sign on it. */
  static double finite(double number) {
    if (Double.isInfinite(number) || Double.isNaN(number)) {
      throw tooLarge();
    }
    return number + 0.0;
  }

  private static JobException tooLarge() {
    return malformed("it has a number that no double holds");
  }

  static JobException malformed(String reason) {
    return new JobException(
        JobException.Kind.INVALID, "the message is not JSON that the tracker reads: " + reason);
  }

  /** Says what is wrong in words of our own, because those of the parser speak of its features. */
  private static String reason(JsonProcessingException e) {
    String what = e instanceof JsonEOFException ? "it ends too early" : "it is malformed";
    JsonLocation where = e.getLocation();
    return where == null
        ? what
        : what + " at line " + where.getLineNr() + ", column " + where.getColumnNr();
  }
}
