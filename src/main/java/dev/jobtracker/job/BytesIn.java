package dev.jobtracker.job;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads what {@link BytesOut} wrote, in the same order. */
final class BytesIn {
  private final byte[] bytes;
  private int at;

  BytesIn(byte[] bytes, int from) {
    this.bytes = bytes;
    this.at = from;
  }

  int octet() {
    return bytes[at++] & 0xff;
  }

  long number() {
    long value = 0;
    int shift = 0;
    int next = octet();
    while (next >= 0x80) {
      value |= (long) (next & 0x7f) << shift;
      shift += 7;
      next = octet();
    }
    return value | (long) next << shift;
  }

  /** Returns a fraction where there is one, else NaN. */
  double fractionIf(int present) {
    if (present == 0) {
      return Double.NaN;
    }
    long bits = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      bits = bits << Byte.SIZE | octet();
    }
    return Double.longBitsToDouble(bits);
  }

  String text() {
    long head = number();
    int length = (int) (head >>> 1);
    return (head & 1) == 0 ? latin1(length) : wide(length);
  }

  private String latin1(int length) {
    String text = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
    at += length;
    return text;
  }

  private String wide(int length) {
    char[] text = new char[length];
    for (int i = 0; i < length; i++) {
      text[i] = (char) (octet() << Byte.SIZE | octet());
    }
    return new String(text);
  }

  @Nullable String textIf(int present) {
    return present == 0 ? null : text();
  }
}
