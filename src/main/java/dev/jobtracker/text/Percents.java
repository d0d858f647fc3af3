package dev.jobtracker.text;

import org.jspecify.annotations.Nullable;

/** Fractions as people read them: the lines of the REST door and of the commands say the same. */
public final class Percents {
  private static final int WHOLE = 100;

  private Percents() {}

  /**
   * Returns the whole percent next to a fraction of 0 to 1, without a sign. 100 is said only when
   * all is done.
   *
   * @param progress null when nobody knows, which is an empty text
   */
  public static String text(@Nullable Double progress) {
    if (progress == null) {
      return "";
    }
    return String.valueOf(progress < 1 ? Math.min(WHOLE - 1, Math.round(progress * WHOLE)) : WHOLE);
  }
}
