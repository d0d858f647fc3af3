package dev.jobtracker.web.access;

import dev.jobtracker.config.Right;
import dev.jobtracker.config.Token;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection that makes many calls.
 *
 * @param token what it may do; null where nobody is asked for a token
 * @param mayClear whether the configuration lets anybody clear the tracker from outside
 */
public record Caller(@Nullable Token token, boolean mayClear) {

  /** Returns whether the caller has this right. */
  public boolean mayDo(Right right) {
    return token == null || token.allows(right);
  }

  /** Refuses with 403 a caller without this right. */
  public void require(Right right) {
    if (!mayDo(right)) {
      throw new JobException(
          Kind.FORBIDDEN, "this needs the right \"" + right.name().toLowerCase(Locale.ROOT) + "\"");
    }
  }

  /** Refuses with 403 a clear where the configuration does not allow it. */
  public void requireClear() {
    if (!mayClear) {
      throw new JobException(Kind.FORBIDDEN, "http.allow_clear is false, so nobody may clear");
    }
  }
}
