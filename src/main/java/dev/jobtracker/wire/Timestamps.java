package dev.jobtracker.wire;

import dev.jobtracker.job.Micros;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * Times as text: UTC, always 27 characters with six decimals, so that the order of texts is the
 * order of times (contract, section 1). Written by hand, because a formatter of the JDK would cost
 * more than all the rest of a job's JSON.
 */
final class Timestamps {
  private static final int SECONDS_PER_DAY = 86_400;

  /** Each 0 stands for a digit. */
  private static final String FORM = "0000-00-00T00:00:00.000000Z";

  private Timestamps() {}

  static @Nullable String text(@Nullable Instant instant) {
    if (instant == null) {
      return null;
    }
    long seconds = instant.getEpochSecond();
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(seconds, SECONDS_PER_DAY));
    int ofDay = Math.floorMod(seconds, SECONDS_PER_DAY);
    byte[] text = FORM.getBytes(StandardCharsets.ISO_8859_1);
    put(text, 4, date.getYear());
    put(text, 7, date.getMonthValue());
    put(text, 10, date.getDayOfMonth());
    put(text, 13, ofDay / 3_600);
    put(text, 16, ofDay / 60 % 60);
    put(text, 19, ofDay % 60);
    put(text, 26, instant.getNano() / 1_000);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /**
   * Returns the microseconds since 1970 of a time in this form.
   *
   * @throws DateTimeException for any other text
   */
  static long micros(String text) {
    if (text.length() != FORM.length()) {
      throw new DateTimeException("not " + FORM.length() + " characters");
    }
    for (int i = 0; i < FORM.length(); i++) {
      boolean digit = text.charAt(i) >= '0' && text.charAt(i) <= '9';
      if (FORM.charAt(i) == '0' ? !digit : text.charAt(i) != FORM.charAt(i)) {
        throw new DateTimeException("not of the form " + FORM);
      }
    }
    LocalDate date = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
    LocalTime time = LocalTime.of(number(text, 11, 13), number(text, 14, 16), number(text, 17, 19));
    long seconds = date.toEpochDay() * SECONDS_PER_DAY + time.toSecondOfDay();
    return seconds * Micros.PER_SECOND + number(text, 20, 26);
  }

  private static int number(String text, int begin, int end) {
    return Integer.parseInt(text, begin, end, 10);
  }

  /** Writes the digits of a number so that the last one stands before {@code end}. */
  private static void put(byte[] text, int end, int number) {
    for (int i = end - 1, rest = number; rest > 0; i--, rest /= 10) {
      text[i] = (byte) ('0' + rest % 10);
    }
  }
}
