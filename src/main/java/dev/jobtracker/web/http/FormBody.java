package dev.jobtracker.web.http;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.text.Texts;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads {@code application/x-www-form-urlencoded} as the URL Standard writes it, but strictly: what
 * is not UTF-8, a {@code %} without two hex digits, and a key twice are refused.
 */
final class FormBody {
  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

  private FormBody() {}

  /** Returns the fields in their order; a field without {@code =} has an empty value. */
  static Map<String, String> read(byte[] body) {
    // One character a byte, so that nothing is decoded twice.
    String text = new String(body, StandardCharsets.ISO_8859_1);
    Map<String, String> fields = new LinkedHashMap<>();
    for (String field : withoutMark(text).split("&")) {
      if (!field.isEmpty()) {
        int end = field.indexOf('=');
        String key = decoded(end < 0 ? field : field.substring(0, end));
        String value = end < 0 ? "" : decoded(field.substring(end + 1));
        if (fields.put(key, value) != null) {
          throw new JobException(Kind.INVALID, Texts.quote(key) + " may be given once, found two");
        }
      }
    }
    return fields;
  }

  private static String withoutMark(String text) {
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
  }

  private static String decoded(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes.write(hex(text, i + 1) << 4 | hex(text, i + 2));
        i += 2;
      } else {
        bytes.write(c == '+' ? ' ' : c);
      }
    }
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
      return StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
    } catch (CharacterCodingException e) {
      throw malformed("it is not UTF-8");
    }
  }

  private static int hex(String text, int at) {
    // Other digits than those of ASCII are no bytes here, so none can be taken for one.
    int value = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
    if (value < 0) {
      throw malformed("it has a % without two hex digits after it");
    }
    return value;
  }

  private static JobException malformed(String reason) {
    return new JobException(Kind.INVALID, "the body is no form that the tracker reads: " + reason);
  }
}
