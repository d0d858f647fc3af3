package dev.jobtracker.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Points in time as microseconds since 1970, which is how the map holds them. */
public final class Micros {
  /** Stands for "never happened". */
  static final long NONE = Long.MIN_VALUE;

  /** How many of them are a millisecond. */
  public static final long PER_MILLI = 1_000;

  /** How many of them are a second. */
  public static final long PER_SECOND = 1_000_000;

  private Micros() {}

  /** Returns the time in microseconds. */
  public static long of(@Nullable Instant instant) {
    return instant == null
        ? NONE
        : Math.addExact(
            Math.multiplyExact(instant.getEpochSecond(), PER_SECOND), instant.getNano() / 1_000);
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1_000);
  }

  static @Nullable Instant instantOrNull(long micros) {
    return micros == NONE ? null : instant(micros);
  }
}
