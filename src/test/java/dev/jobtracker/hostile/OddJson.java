package dev.jobtracker.hostile;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** JSON as it should not be: values that hardly any key takes, and right messages that are bent. */
final class OddJson {
  private static final String[] SHORT = {
    "null",
    "true",
    "false",
    "0",
    "-0",
    "-1",
    "1.0000000001",
    "1e999",
    "-1e999",
    "1e-999999999",
    "1e999999999999",
    "9223372036854775808",
    "-9223372036854775809",
    "2147483648",
    "01",
    "+1",
    ".5",
    "1.",
    "0x1F",
    "NaN",
    "-Infinity",
    "undefined",
    "\"\"",
    "\"1\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "\"a\\",
    "\"\\x41\"",
    "\"\t\"",
    "\"\u2028\"",
    "\"\ud83d\ude00\"",
    "'a'",
    "[]",
    "{}",
    "[,]",
    "{\"a\":1,}",
    "{\"\":{\"\":[null]}}",
    "/**/1",
    "\"completed\"",
    "\"running\"",
    "[\"running\",\"running\"]",
    "\"../../etc/passwd\"",
    "\"${jndi:ldap://127.0.0.1/}\"",
    "\"</script>\"",
    "\"%s%n%x\""
  };

  private static final byte[][] BROKEN_UTF_8 = {
    {(byte) 0xc0, (byte) 0xaf},
    {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
    {(byte) 0xff},
    {(byte) 0x80},
    {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
    {(byte) 0xe2, (byte) 0x82},
    {(byte) 0xef, (byte) 0xbb, (byte) 0xbf},
    {0},
    {'"'},
    {'\\'},
    {'{'},
    {','}
  };

  private final Random random;

  OddJson(Random random) {
    this.random = random;
  }

  /** Returns one of these. */
  @SafeVarargs
  final <T> T oneOf(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** Returns true in one case of so many. */
  boolean chance(int oneOf) {
    return random.nextInt(oneOf) == 0;
  }

  /** Returns the text of a value, or of something that only looks like one. */
  String value() {
    return switch (random.nextInt(12)) {
      case 0 -> digits(random.nextInt(400));
      case 1 -> "0." + digits(random.nextInt(2_000));
      case 2 -> digits(20) + "e" + digits(1 + random.nextInt(4));
      case 3 -> nested("[", "]");
      case 4 -> nested("{\"a\":", "}");
      case 5 -> '"' + "x".repeat(random.nextInt(3_000)) + '"';
      case 6 -> '"' + "\\u00e4\ud83d\ude00".repeat(random.nextInt(100)) + '"';
      default -> oneOf(SHORT);
    };
  }

  /** Returns a number of this many digits; of none, it is no number at all. */
  private String digits(int count) {
    StringBuilder digits = new StringBuilder(chance(4) ? "-" : "");
    for (int i = 0; i < count; i++) {
      digits.append((char) ('1' + random.nextInt(9)));
    }
    return digits.toString();
  }

  private String nested(String open, String close) {
    int depth = chance(10) ? 5_000 : 55 + random.nextInt(20);
    // Sometimes it is never closed.
    return open.repeat(depth) + "1" + (chance(5) ? "" : close.repeat(depth));
  }

  /** Returns an object with these members, of which some have become odd. */
  String object(Map<String, String> members) {
    List<String> texts = new ArrayList<>();
    members.forEach((key, value) -> texts.add('"' + key + "\":" + value));
    int bends = random.nextInt(3);
    for (int i = 0; i < bends && !texts.isEmpty(); i++) {
      bend(texts);
    }
    return "{" + String.join(",", texts) + "}";
  }

  /** Returns a form of these members, whose values are JSON, of which some have become odd. */
  String form(Map<String, String> members) {
    List<String> fields = new ArrayList<>();
    members.forEach((key, value) -> fields.add(field(key, chance(10) ? value() : value)));
    if (chance(4)) {
      fields.add(field(oneOf("labels.a", "labels.", "labels", "x", "", "done"), value()));
    }
    if (chance(8) && !fields.isEmpty()) {
      fields.add(fields.get(random.nextInt(fields.size())));
    }
    String form = String.join(oneOf("&", "&", "&", "&&", ";"), fields);
    return chance(10) ? form.replaceFirst("%..", oneOf("%", "%4", "%zz", "%00", "%ff")) : form;
  }

  /** A string loses its quotes, as nobody writes them in a form. */
  private String field(String key, String json) {
    String text = json.replaceAll("(?s)\\A\"(.*)\"\\z", "$1");
    String coded = URLEncoder.encode(text, StandardCharsets.UTF_8);
    return URLEncoder.encode(key, StandardCharsets.UTF_8) + (chance(30) ? "" : "=" + coded);
  }

  private void bend(List<String> texts) {
    int at = random.nextInt(texts.size());
    String key = texts.get(at).substring(0, texts.get(at).indexOf(':'));
    switch (random.nextInt(6)) {
      case 0 -> texts.remove(at);
      case 1 -> texts.add(texts.get(at));
      case 2 -> texts.add(random.nextInt(texts.size()), key + ":" + value());
      case 3 ->
          texts.add("\"" + oneOf("x", "", "taskId", "progres", "__proto__") + "\":" + value());
      default -> texts.set(at, key + ":" + value());
    }
  }

  /** Returns the text in UTF-8, in half of the cases with bytes lost, added, turned or doubled. */
  byte[] bytes(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int bends = random.nextBoolean() ? 0 : 1 + random.nextInt(3);
    for (int i = 0; i < bends; i++) {
      bytes = bend(bytes);
    }
    return bytes;
  }

  /** Returns the bytes with one change. */
  byte[] bend(byte[] bytes) {
    if (bytes.length == 0) {
      return oneOf(BROKEN_UTF_8);
    }
    int from = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, from + 1 + random.nextInt(8));
    byte[] head = java.util.Arrays.copyOf(bytes, from);
    byte[] middle = java.util.Arrays.copyOfRange(bytes, from, to);
    byte[] tail = java.util.Arrays.copyOfRange(bytes, to, bytes.length);
    return switch (random.nextInt(6)) {
      case 0 -> head;
      case 1 -> joined(head, tail);
      case 2 -> joined(head, middle, middle, tail);
      case 3 -> joined(head, oneOf(BROKEN_UTF_8), middle, tail);
      case 4 -> joined(head, new byte[] {(byte) random.nextInt(256)}, tail);
      default -> {
        bytes[from] ^= (byte) (1 << random.nextInt(8));
        yield bytes;
      }
    };
  }

  static byte[] joined(byte[]... parts) {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
