package dev.jobtracker.job;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in the making: numbers that take as many as they need, and texts of one byte a character.
 */
final class BytesOut {
  private static final int FIRST_ROOM = 160;

  private byte[] bytes = new byte[FIRST_ROOM];
  private int size;

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }

  void octet(int value) {
    room(1);
    bytes[size++] = (byte) value;
  }

  void fixed(long value) {
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      octet((int) (value >>> shift));
    }
  }

  void fixed(int value) {
    for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      octet(value >>> shift);
    }
  }

  /** Writes seven bits a byte, the lowest first, with the eighth where more follow. */
  void number(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      octet((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    octet((int) rest);
  }

  void latin1(String text) {
    raw(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void raw(byte[] more) {
    room(more.length);
    System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
  }

  /** Writes a text by its characters, a byte each where that is enough for all of them. */
  void text(String text) {
    boolean narrow = isNarrow(text);
    number((long) text.length() << 1 | (narrow ? 0 : 1));
    if (narrow) {
      latin1(text);
    } else {
      wide(text);
    }
  }

  private static boolean isNarrow(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xff) {
        return false;
      }
    }
    return true;
  }

  /** Not as UTF-16 of the platform, which would not keep half a surrogate pair. */
  private void wide(String text) {
    for (int i = 0; i < text.length(); i++) {
      octet(text.charAt(i) >>> Byte.SIZE);
      octet(text.charAt(i));
    }
  }

  void textIf(@Nullable String text) {
    if (text != null) {
      text(text);
    }
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, size);
  }
}
