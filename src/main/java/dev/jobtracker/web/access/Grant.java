package dev.jobtracker.web.access;

import dev.jobtracker.config.Right;
import dev.jobtracker.config.Token;
import dev.jobtracker.job.Scope;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token is worth (contract, sections 9 and 13).
 *
 * @param name what its holder is called; null where he has no name
 * @param may the rights as they are written; ask {@link #allows}, since one contains others
 * @param scope which jobs exist for its holder
 * @param end when it ends; null = never
 */
record Grant(@Nullable String name, Set<Right> may, Scope scope, @Nullable Instant end) {
  /** What everybody may do where nobody is asked for a token. */
  static final Grant OPEN = new Grant(null, Set.of(Right.ADMIN), Scope.ALL, null);

  static Grant of(Token token) {
    return new Grant(token.name(), token.may(), Scope.ALL, null);
  }

  boolean allows(Right needed) {
    for (Right right : may) {
      if (right.includes(needed)) {
        return true;
      }
    }
    return false;
  }

  boolean isOver(Instant now) {
    return end != null && !now.isBefore(end);
  }
}
