package dev.jobtracker.job;

import java.util.Locale;

/** Why a job was forgotten (contract, section 6). */
public enum Removal {
  /** Somebody deleted it. */
  DELETED,
  /** It had ended, and its retention was over. */
  EXPIRED,
  /** It had ended, and the map was full. */
  EVICTED,
  /** Somebody cleared the tracker. */
  CLEARED;

  /** Returns the name that callers see, for example {@code "expired"}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
