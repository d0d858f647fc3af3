package dev.jobtracker.text;

import org.jspecify.annotations.Nullable;

/**
 * A text that is no JSON, or none that {@link StrictJson} takes. The reason shows keys and never
 * values, as one of them may be a secret.
 */
public final class MalformedJson extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String place;
  private final boolean json;

  /**
   * @param reason what is wrong, as the end of a sentence, for example {@code "it ends too early"}
   * @param place where, for example {@code "line 1, column 2"}; null = nowhere in particular
   * @param json whether it is JSON all the same, and breaks a rule beyond the grammar
   */
  MalformedJson(String reason, @Nullable String place, boolean json) {
    super(reason, null, false, false);
    this.place = place;
    this.json = json;
  }

  /** Returns what is wrong, for example {@code "it ends too early"}. */
  public String reason() {
    return String.valueOf(getMessage());
  }

  /** Returns whether it is JSON by its grammar, as far as it was read. */
  public boolean isJson() {
    return json;
  }

  /** Returns where, for example {@code "line 1, column 2"}; null = nowhere in particular. */
  public @Nullable String place() {
    return place;
  }
}
