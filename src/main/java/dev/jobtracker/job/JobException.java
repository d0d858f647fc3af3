package dev.jobtracker.job;

/**
 * A request that the tracker refuses. The message is one sentence for the caller, which names the
 * key, the rule and the value found. A refusal is an answer, not a fault, so it carries no stack
 * trace.
 */
public final class JobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why a request is refused; every door shows each kind as one code (contract, section 5). */
  public enum Kind {
    /** The message is malformed, or a value breaks a rule. */
    INVALID,
    /** The configuration or the caller's rights do not allow this verb. */
    FORBIDDEN,
    /** No job of this id was ever known. */
    NOT_FOUND,
    /** The job was known once and is forgotten. */
    GONE,
    /** The job's present state does not allow the change. */
    CONFLICT,
    /** The job is not at the revision that the caller named. */
    STALE,
    /** A value is larger than its limit. */
    TOO_LARGE,
    /** The caller holds as much as one caller may. */
    TOO_MANY,
    /** The tracker is full, too busy or stopping; a later try may succeed. */
    UNAVAILABLE,
    /** A fault of the tracker itself. */
    FAULT
  }

  private final Kind kind;

  /** Creates a refusal of this kind; the sentence is shown to the caller as it stands. */
  public JobException(Kind kind, String sentence) {
    super(sentence, null, false, false);
    this.kind = kind;
  }

  /** Returns a refusal of a value: {@code key: rule, found value}. */
  public static JobException invalid(
      String key, String rule, @org.jspecify.annotations.Nullable Object found) {
    return new JobException(Kind.INVALID, key + ": " + rule + ", found " + Texts.quote(found));
  }

  /** Returns why the request is refused. */
  public Kind kind() {
    return kind;
  }
}
