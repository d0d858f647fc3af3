package dev.jobtracker.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
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
 * MalformedJson}.
 */
public final class StrictJson {
  /** How many brackets may be open at once in what a caller sends. */
  public static final int MAX_DEPTH = 64;

  /** How many more may be open in an {@link #readEnvelope envelope}. */
  public static final int ENVELOPE_DEPTH = 8;

  /** No integer of more digits fits a double, so longer ones are not even converted. */
  private static final int MAX_INTEGER_DIGITS = 310;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH + ENVELOPE_DEPTH + 1)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final JsonParser parser;
  private final int maxDepth;

  private StrictJson(JsonParser parser, int maxDepth) {
    this.parser = parser;
    this.maxDepth = maxDepth;
  }

  /**
   * Reads one JSON text from bytes; a byte order mark before it is skipped.
   *
   * @return a map, a list, a string, a number, a boolean or null
   * @throws MalformedJson for what is no strict JSON
   */
  public static @Nullable Object read(byte[] utf8) {
    return read(text(utf8));
  }

  private static String text(byte[] utf8) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new MalformedJson("it is not UTF-8", null, false);
    }
  }

  /**
   * Reads one JSON text.
   *
   * @return a map, a list, a string, a number, a boolean or null
   * @throws MalformedJson for what is no strict JSON
   */
  public static @Nullable Object read(String text) {
    return read(text, MAX_DEPTH);
  }

  /**
   * Reads one JSON text that carries what callers have sent, as an answer to a batch carries the
   * results of jobs: its own brackets stand around theirs.
   *
   * @return a map, a list, a string, a number, a boolean or null
   * @throws MalformedJson for what is no strict JSON
   */
  public static @Nullable Object readEnvelope(String text) {
    return read(text, MAX_DEPTH + ENVELOPE_DEPTH);
  }

  /** Reads such a text from bytes; a byte order mark before it is skipped. */
  public static @Nullable Object readEnvelope(byte[] utf8) {
    return readEnvelope(text(utf8));
  }

  private static @Nullable Object read(String text, int maxDepth) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      return new StrictJson(parser, maxDepth).document();
    } catch (JsonProcessingException e) {
      // In words of our own, because those of the parser speak of its features and show values.
      String reason = e instanceof JsonEOFException ? "it ends too early" : "it is malformed";
      throw new MalformedJson(reason, place(e.getLocation()), false);
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }

  private @Nullable Object document() throws IOException {
    if (parser.nextToken() == null) {
      throw new MalformedJson("it is empty", null, false);
    }
    Object value = value(0);
    if (parser.nextToken() != null) {
      String place = place(parser.currentTokenLocation());
      throw new MalformedJson("something follows its end", place, false);
    }
    return value;
  }

  private @Nullable Object value(int depth) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(deeper(depth));
      case START_ARRAY -> array(deeper(depth));
      case VALUE_STRING -> wellFormed(parser.getText());
      case VALUE_NUMBER_INT -> integer();
      case VALUE_NUMBER_FLOAT -> finite(parser.getDoubleValue());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw refused("it has " + parser.currentToken() + " in the wrong place");
    };
  }

  private Map<String, Object> object(int depth) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = wellFormed(parser.currentName());
      if (map.containsKey(key)) {
        throw refused("the key " + Texts.quote(key) + " stands in it twice");
      }
      parser.nextToken();
      map.put(key, value(depth));
    }
    return map;
  }

  private List<Object> array(int depth) throws IOException {
    List<Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(depth));
    }
    return list;
  }

  private Number integer() throws IOException {
    if (parser.getTextLength() > MAX_INTEGER_DIGITS) {
      throw tooLarge();
    }
    Number number = parser.getNumberValue();
    if (number instanceof BigInteger) {
      finite(number.doubleValue());
    }
    return number;
  }

  /** Minus zero becomes zero, so that no reader ever sees a sign on it. */
  private double finite(double number) {
    if (Double.isInfinite(number)) {
      throw tooLarge();
    }
    return number + 0.0;
  }

  private MalformedJson tooLarge() {
    return refused("it has a number that no double holds");
  }

  private int deeper(int depth) {
    if (depth == maxDepth) {
      throw refused("it is nested deeper than " + maxDepth + " brackets");
    }
    return depth + 1;
  }

  private String wellFormed(String text) {
    if (!Texts.isWellFormed(text)) {
      throw refused("it has half a surrogate pair");
    }
    return text;
  }

  private MalformedJson refused(String reason) {
    return new MalformedJson(reason, place(parser.currentTokenLocation()), true);
  }

  private static @Nullable String place(@Nullable JsonLocation where) {
    return where == null ? null : "line " + where.getLineNr() + ", column " + where.getColumnNr();
  }
}
