package dev.jobtracker.job;

import dev.jobtracker.text.Texts;

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
    INVALID(400),
    /** The configuration or the caller's rights do not allow this verb. */
    FORBIDDEN(403),
    /** No job of this id was ever known. */
    NOT_FOUND(404),
    /** The job was known once and is forgotten. */
    GONE(410),
    /** The job's present state does not allow the change. */
    CONFLICT(409),
    /** The job is not at the revision that the caller named. */
    STALE(412),
    /** A value is larger than its limit. */
    TOO_LARGE(413),
    /** The caller holds as much as one caller may. */
    TOO_MANY(429),
    /**
     * The tracker is full, too busy or stopping, or is without its store or an active node; a later
     * try may succeed.
     */
    UNAVAILABLE(503),
    /** A fault of the tracker itself. */
    FAULT(500);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** Returns the code that every door shows, which is that of HTTP. */
    public int code() {
      return code;
    }
  }

  private final Kind kind;

  /** Creates a refusal of this kind; the sentence is shown to the caller as it stands. */
  public JobException(Kind kind, String sentence) {
    super(sentence, null, false, false);
    this.kind = kind;
  }

  /** Returns the refusal of what cannot be done now, in this sentence; later it may. */
  public static JobException unavailable(String sentence) {
    return new JobException(Kind.UNAVAILABLE, sentence);
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
