package dev.jobtracker.wire;

import dev.jobtracker.job.JobException;
import dev.jobtracker.text.MalformedJson;
import dev.jobtracker.text.StrictJson;
import dev.jobtracker.text.Texts;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * JSON as callers send it, read by {@link StrictJson}, with {@link JobException}s of kind {@code
 * INVALID} for what is refused (contract, section 5).
 */
public final class Json {
  private Json() {}

  /**
   * Reads one JSON text from bytes; a byte order mark before it is skipped.
   *
   * @return a map, a list, a string, a number, a boolean or null
   */
  public static @Nullable Object read(byte[] utf8) {
    return refusing(() -> StrictJson.read(utf8));
  }

  /**
   * Reads one JSON text.
   *
   * @return a map, a list, a string, a number, a boolean or null
   */
  public static @Nullable Object read(String text) {
    return refusing(() -> StrictJson.read(text));
  }

  /**
   * Reads one JSON text that carries what callers have sent, between a tracker and who knows it.
   *
   * @return a map, a list, a string, a number, a boolean or null
   */
  public static @Nullable Object readEnvelope(String text) {
    return refusing(() -> StrictJson.readEnvelope(text));
  }

  /** Reads such a text from bytes; a byte order mark before it is skipped. */
  public static @Nullable Object readEnvelope(byte[] utf8) {
    return refusing(() -> StrictJson.readEnvelope(utf8));
  }

  private static @Nullable Object refusing(Supplier<@Nullable Object> reading) {
    try {
      return reading.get();
    } catch (MalformedJson e) {
      throw malformed(e.place() == null ? e.reason() : e.reason() + ", at " + e.place());
    }
  }

  /** Returns a text of a {@code JsonObject}, which may hold what no JSON text does. */
  static String wellFormed(String text) {
    if (!Texts.isWellFormed(text)) {
      // The sentence must not bear the half on, as it could not be sent to anybody.
      throw malformed("it has half a surrogate pair in " + Texts.quote(text));
    }
    return text;
  }

  /** Minus zero becomes zero, so that no reader ever sees a sign on it. */
  static double finite(double number) {
    if (Double.isInfinite(number) || Double.isNaN(number)) {
      throw malformed("it has a number that no double holds");
    }
    return number + 0.0;
  }

  static JobException malformed(String reason) {
    return new JobException(
        JobException.Kind.INVALID, "the message is not JSON that the tracker reads: " + reason);
  }
}
