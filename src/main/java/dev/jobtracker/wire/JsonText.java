package dev.jobtracker.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.jobtracker.job.JobException;
import dev.jobtracker.text.StrictJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a {@link JsonObject} may hold as compact JSON, by the rules that {@link StrictJson}
 * reads by. Values that JSON has no form for are written as Vert.x writes them: an instant as ISO
 * 8601, bytes as Base64 for URLs, an enum as its name.
 */
public final class JsonText {
  /** Most jobs fit. */
  private static final int FIRST_BLOCK = 1_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          // An emoji is one character of four bytes, not two escapes of twelve.
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .build();

  /** Stands for nothing more to write, as null is a value. */
  private static final Object END = new Object();

  /**
   * An object or an array that is begun.
   *
   * @param rest its entries or elements that are not written yet
   */
  private record Begun(Iterator<?> rest, boolean isObject) {}

  private final JsonGenerator out;
  private final ByteArrayBuilder written;

  /** What is begun and not ended, the innermost first. */
  private final Deque<Begun> begun = new ArrayDeque<>();

  private final int maxBytes;

  private JsonText(JsonGenerator out, ByteArrayBuilder written, int maxBytes) {
    this.out = out;
    this.written = written;
    this.maxBytes = maxBytes;
  }

  /**
   * Writes a value as UTF-8.
   *
   * @throws JobException {@code INVALID} for a value that JSON cannot say
   */
  public static byte[] bytes(@Nullable Object value) {
    return bytes(value, 0);
  }

  /**
   * Writes a value that carries what callers have sent, as {@link StrictJson#readEnvelope} reads
   * it.
   *
   * @throws JobException {@code INVALID} for a value that JSON cannot say
   */
  public static byte[] envelope(Object value) {
    return bytes(value, -StrictJson.ENVELOPE_DEPTH);
  }

  /** Writes a value that stands inside this many brackets already. */
  static byte[] bytes(@Nullable Object value, int depth) {
    return bytes(value, depth, Integer.MAX_VALUE);
  }

  private static byte[] bytes(@Nullable Object value, int depth, int maxBytes) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder(FIRST_BLOCK);
        JsonGenerator out = FACTORY.createGenerator(bytes)) {
      new JsonText(out, bytes, maxBytes).write(value, depth);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
  }

  /** Writes a value as text. */
  static String text(@Nullable Object value, int depth) {
    return new String(bytes(value, depth), StandardCharsets.UTF_8);
  }

  /**
   * Writes a result, which may have this many bytes. A value that has no end is left once it is
   * longer.
   *
   * @throws JobException {@code TOO_LARGE}, or {@code INVALID} for a value that JSON cannot say
   */
  public static String result(Object value, int maxBytes) {
    // A result stands inside the bracket of the message that carries it.
    byte[] bytes = bytes(value, 1, maxBytes);
    if (bytes.length > maxBytes) {
      throw tooLarge(maxBytes, String.valueOf(bytes.length));
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static JobException tooLarge(int maxBytes, String found) {
    return new JobException(
        JobException.Kind.TOO_LARGE,
        "result: must have at most " + maxBytes + " bytes as JSON, found " + found);
  }

  /**
   * Writes a value and all that is in it, in one loop. A method that calls itself would do, but the
   * compiler copies it into itself: 50 KB of machine code, for half a second of a core.
   */
  private void write(@Nullable Object value, int depth) throws IOException {
    Object next = value;
    do {
      begin(next, depth + begun.size());
      next = next();
    } while (next != END);
  }

  private void begin(@Nullable Object value, int depth) throws IOException {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof CharSequence text) {
      out.writeString(Json.wellFormed(text.toString()));
    } else if (value instanceof Number number) {
      writeNumber(number);
    } else if (value instanceof Boolean bool) {
      out.writeBoolean(bool);
    } else if (value instanceof JsonObject object) {
      beginObject(object, depth);
    } else if (value instanceof Map<?, ?> map) {
      beginMap(map, depth);
    } else if (value instanceof JsonArray array) {
      beginList(array.getList(), depth);
    } else if (value instanceof Iterable<?> list) {
      beginList(list, depth);
    } else {
      writeOther(value);
    }
  }

  private void beginObject(JsonObject object, int depth) throws IOException {
    JobView view = JobView.of(object);
    if (view != null) {
      view.write(out);
    } else {
      beginMap(object.getMap(), depth);
    }
  }

  private void beginMap(Map<?, ?> map, int depth) throws IOException {
    requireRoom(depth);
    out.writeStartObject();
    begun.push(new Begun(map.entrySet().iterator(), true));
  }

  private void beginList(Iterable<?> list, int depth) throws IOException {
    requireRoom(depth);
    out.writeStartArray();
    begun.push(new Begun(list.iterator(), false));
  }

  /** Ends what has no more in it, and returns what is to be written next. */
  private @Nullable Object next() throws IOException {
    while (!begun.isEmpty()) {
      stopWhereTooLong();
      Begun innermost = begun.peek();
      if (innermost.rest().hasNext()) {
        return innermost.isObject()
            ? named((Map.Entry<?, ?>) innermost.rest().next())
            : innermost.rest().next();
      }
      begun.pop();
      if (innermost.isObject()) {
        out.writeEndObject();
      } else {
        out.writeEndArray();
      }
    }
    return END;
  }

  private @Nullable Object named(Map.Entry<?, ?> entry) throws IOException {
    out.writeFieldName(Json.wellFormed(String.valueOf(entry.getKey())));
    return entry.getValue();
  }

  /** An iterator may have no end; what was written is known to within a buffer. */
  private void stopWhereTooLong() {
    if (written.size() > maxBytes) {
      throw tooLarge(maxBytes, "more");
    }
  }

  private void writeNumber(Number number) throws IOException {
    if (number instanceof Integer || number instanceof Short || number instanceof Byte) {
      out.writeNumber(number.intValue());
    } else if (number instanceof Long) {
      out.writeNumber(number.longValue());
    } else if (number instanceof BigInteger integer) {
      Json.finite(number.doubleValue());
      out.writeNumber(integer);
    } else if (number instanceof BigDecimal decimal) {
      Json.finite(number.doubleValue());
      out.writeNumber(decimal);
    } else if (number instanceof Float) {
      // As a double, 0.1f would show digits that nobody sent.
      Json.finite(number.doubleValue());
      out.writeNumber(number.floatValue() + 0.0f);
    } else {
      out.writeNumber(Json.finite(number.doubleValue()));
    }
  }

  private void writeOther(Object value) throws IOException {
    if (value instanceof Instant instant) {
      out.writeString(DateTimeFormatter.ISO_INSTANT.format(instant));
    } else if (value instanceof Enum<?> constant) {
      out.writeString(constant.name());
    } else if (value instanceof byte[] bytes) {
      out.writeString(base64(bytes));
    } else if (value instanceof Buffer buffer) {
      out.writeString(base64(buffer.getBytes()));
    } else {
      throw Json.malformed("it holds a " + value.getClass().getName());
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static void requireRoom(int depth) {
    if (depth >= StrictJson.MAX_DEPTH) {
      throw Json.malformed("it is nested deeper than " + StrictJson.MAX_DEPTH + " brackets");
    }
  }
}
