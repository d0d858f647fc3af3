package dev.jobtracker.store;

import org.jspecify.annotations.Nullable;

/** A store did not do what it was asked. The kind says what that means for the caller. */
public final class StoreException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What a failure means. */
  public enum Kind {
    /** It may pass: the same call may succeed later. The disk is full, the database is away. */
    PASSING,
    /** The right to write is lost, and nothing was written. */
    FENCED,
    /** Anything else: the same call would fail again. */
    BROKEN
  }

  private final Kind kind;

  /** Creates a failure of this kind; the sentence names no password. */
  public StoreException(Kind kind, String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
    this.kind = kind;
  }

  /** Returns what the failure means. */
  public Kind kind() {
    return kind;
  }
}
