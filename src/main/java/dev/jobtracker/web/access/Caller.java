package dev.jobtracker.web.access;

import dev.jobtracker.config.Right;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.job.Scope;
import dev.jobtracker.wire.Addresses;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: what he may do, and which jobs exist for him. Every door gets one from {@link Access}
 * and hands its scope on to the tracker and to the feed, which take no question without one.
 */
public final class Caller {
  private static final Map<String, Right> RIGHTS =
      Map.of(
          Addresses.CREATE, Right.WRITE,
          Addresses.UPDATE, Right.WRITE,
          Addresses.GET, Right.READ,
          Addresses.LIST, Right.READ,
          Addresses.CANCEL, Right.WRITE,
          Addresses.DELETE, Right.ADMIN,
          Addresses.CLEAR, Right.ADMIN,
          Addresses.STATS, Right.READ,
          Addresses.METRICS, Right.READ,
          Addresses.EVENTS, Right.READ);

  private final Grant grant;
  private final @Nullable String session;
  private final boolean mayClear;

  /**
   * Makes a caller.
   *
   * @param grant what his token is worth
   * @param session the session that stands for the token; null where he shows the token itself
   * @param mayClear whether the configuration lets anybody clear the tracker from outside
   */
  Caller(Grant grant, @Nullable String session, boolean mayClear) {
    this.grant = grant;
    this.session = session;
    this.mayClear = mayClear;
  }

  Grant grant() {
    return grant;
  }

  @Nullable String session() {
    return session;
  }

  boolean mayClear() {
    return mayClear;
  }

  /** Returns which jobs exist for the caller. */
  public Scope scope() {
    return grant.scope();
  }

  /**
   * Refuses with 403 a caller who may not use this verb.
   *
   * @param verb one of {@link Addresses#VERBS}, {@link Addresses#METRICS}, or {@link
   *     Addresses#EVENTS} for all that shows changes
   */
  public void requireVerb(String verb) {
    Right right = RIGHTS.get(verb);
    if (right == null) {
      throw new IllegalArgumentException(verb + " is no verb");
    }
    if (!grant.allows(right)) {
      throw forbidden("this needs the right \"" + right.name().toLowerCase(Locale.ROOT) + "\"");
    }
    boolean ofAll = verb.equals(Addresses.CLEAR) || verb.equals(Addresses.METRICS);
    boolean ofMany = ofAll || verb.equals(Addresses.STATS);
    if ((ofAll && !scope().isAll()) || (ofMany && scope().taskId() != null)) {
      throw forbidden("this needs a token for " + (ofAll ? "every job" : "more than one job"));
    }
    if (verb.equals(Addresses.CLEAR) && !mayClear) {
      throw forbidden("http.allow_clear is false, so nobody may clear");
    }
  }

  /** Returns whether the caller may use this verb. */
  public boolean mayUse(String verb) {
    try {
      requireVerb(verb);
      return true;
    } catch (JobException refused) {
      return false;
    }
  }

  private static JobException forbidden(String sentence) {
    return new JobException(Kind.FORBIDDEN, sentence);
  }
}
