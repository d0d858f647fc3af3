package dev.jobtracker.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a token may do; each right contains the ones before it. */
public enum Right {
  /** Get, list, stats, watch and metrics. */
  READ,
  /** Also create, update and cancel. */
  WRITE,
  /** Also delete and clear. */
  ADMIN;

  /** Whether a holder of this right may do what {@code needed} stands for. */
  public boolean includes(Right needed) {
    return compareTo(needed) >= 0;
  }

  /** The right that the configuration writes as {@code text}, or null when there is none. */
  static @Nullable Right parse(String text) {
    for (Right right : values()) {
      if (right.name().toLowerCase(Locale.ROOT).equals(text)) {
        return right;
      }
    }
    return null;
  }
}
