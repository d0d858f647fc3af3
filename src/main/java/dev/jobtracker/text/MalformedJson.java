package dev.jobtracker.text;

import org.jspecify.annotations.Nullable;

/**
 * A text that is no JSON, or none that {@link StrictJson} takes. The reason shows keys and never
 * values, as one of them may be a secret.
 */
public final class MalformedJson extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String place;

  /**
   * @param reason what is wrong, as the end of a sentence, for example {@code "it ends too early"}
   * @param place where, for example {@code "line 1, column 2"}; null = nowhere in particular
   */
  MalformedJson(String reason, @Nullable String place) {
    super(reason, null, false, false);
    this.place = place;
  }

  /** Returns what is wrong, for example {@code "it ends too early"}. */
  public String reason() {
    return String.valueOf(getMessage());
  }

  /** Returns where, for example {@code "line 1, column 2"}; null = nowhere in particular. */
  public @Nullable String place() {
    return place;
  }
}
