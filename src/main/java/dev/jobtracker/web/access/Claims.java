package dev.jobtracker.web.access;

import dev.jobtracker.config.JwtConfig;
import dev.jobtracker.config.Right;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.Scope;
import dev.jobtracker.web.access.SignedTokens.RefusedToken;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a signed token says (contract, section 13):
 *
 * <pre>
 *   exp     needed: when it ends, in whole seconds since 1970, at most max_ttl away
 *   may     needed: an array of "read", "write", "admin", at least one
 *   job     the one task_id that exists for its holder; or
 *   labels  an object of strings: the jobs with all of these exist for him; or neither: all jobs
 *   nbf     from when on it holds          sub   what its holder is called
 *   iss     as configured                  aud   as configured: a text, or an array with it
 * </pre>
 *
 * <p>Others are not looked at. A claim of another form is refused, never passed over: a scope that
 * is not understood must not become none.
 */
final class Claims {
  private static final int MAX_TASK_ID = 200;

  private final JwtConfig config;
  private final Set<String> indexedLabels;

  Claims(JwtConfig config, Set<String> indexedLabels) {
    this.config = config;
    this.indexedLabels = indexedLabels;
  }

  /**
   * Returns what these claims are worth.
   *
   * @throws RefusedToken for claims that are missing, broken, or not for this server and time
   */
  Grant grant(Map<?, ?> claims, Instant now) {
    Instant end = end(claims, now);
    checkBegin(claims, now);
    checkIssuedAt(claims);
    checkIssuer(claims);
    checkAudience(claims);
    return new Grant(name(claims), may(claims), scope(claims), end);
  }

  private Instant end(Map<?, ?> claims, Instant now) {
    Instant end = seconds(claims, "exp");
    if (end == null) {
      throw new RefusedToken("exp: is missing");
    }
    if (!now.isBefore(end)) {
      throw new RefusedToken("exp: has passed");
    }
    if (end.isAfter(now.plus(config.maxTtl()))) {
      throw new RefusedToken("exp: must be at most auth.jwt.max_ttl away");
    }
    return end;
  }

  private static void checkBegin(Map<?, ?> claims, Instant now) {
    Instant begin = seconds(claims, "nbf");
    if (begin != null && now.isBefore(begin)) {
      throw new RefusedToken("nbf: has not come yet");
    }
  }

  /** When it was signed is not judged; what is no time at all is a broken claim. */
  private static void checkIssuedAt(Map<?, ?> claims) {
    if (claims.containsKey("iat") && !(claims.get("iat") instanceof Number)) {
      throw new RefusedToken("iat: must be seconds since 1970");
    }
  }

  /** Returns null where the claim is missing. */
  private static @Nullable Instant seconds(Map<?, ?> claims, String name) {
    if (!claims.containsKey(name)) {
      return null;
    }
    Object value = claims.get(name);
    if (!(value instanceof Integer || value instanceof Long)) {
      throw new RefusedToken(name + ": must be whole seconds since 1970");
    }
    long seconds = ((Number) value).longValue();
    if (seconds < 0 || seconds > Instant.MAX.getEpochSecond()) {
      throw new RefusedToken(name + ": must be whole seconds since 1970");
    }
    return Instant.ofEpochSecond(seconds);
  }

  private void checkIssuer(Map<?, ?> claims) {
    if (config.issuer() != null && !config.issuer().equals(claims.get("iss"))) {
      throw new RefusedToken("iss: must be the text of auth.jwt.issuer");
    }
  }

  private void checkAudience(Map<?, ?> claims) {
    Object audience = claims.get("aud");
    boolean named =
        audience instanceof List<?> several
            ? several.contains(config.audience())
            : config.audience() != null && config.audience().equals(audience);
    if (config.audience() != null && !named) {
      throw new RefusedToken("aud: must name the text of auth.jwt.audience");
    }
  }

  private static @Nullable String name(Map<?, ?> claims) {
    if (claims.containsKey("sub") && !(claims.get("sub") instanceof String)) {
      throw new RefusedToken("sub: must be a string");
    }
    return (String) claims.get("sub");
  }

  private static Set<Right> may(Map<?, ?> claims) {
    Set<Right> may = EnumSet.noneOf(Right.class);
    if (claims.get("may") instanceof List<?> rights) {
      rights.forEach(right -> may.add(right(right)));
    }
    if (may.isEmpty()) {
      throw new RefusedToken("may: must be an array of at least one right");
    }
    return may;
  }

  private static Right right(@Nullable Object text) {
    for (Right right : Right.values()) {
      if (right.name().toLowerCase(Locale.ROOT).equals(text)) {
        return right;
      }
    }
    throw new RefusedToken("may: must hold \"read\", \"write\" and \"admin\" alone");
  }

  private Scope scope(Map<?, ?> claims) {
    boolean job = claims.containsKey("job");
    if (job && claims.containsKey("labels")) {
      throw new RefusedToken("job and labels: only one of them may be there");
    }
    if (job) {
      return ofJob(claims.get("job"));
    }
    return claims.containsKey("labels") ? ofLabels(claims.get("labels")) : Scope.ALL;
  }

  private static Scope ofJob(@Nullable Object job) {
    if (!(job instanceof String taskId) || taskId.isEmpty() || taskId.length() > MAX_TASK_ID) {
      throw new RefusedToken("job: must be a task_id");
    }
    return Scope.ofJob(taskId);
  }

  private Scope ofLabels(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> labels) || labels.isEmpty()) {
      throw new RefusedToken("labels: must be an object of at least one label");
    }
    Map<String, String> scope = new HashMap<>();
    labels.forEach(
        (key, label) -> {
          if (!(label instanceof String text)) {
            throw new RefusedToken("labels: every value must be a string");
          }
          if (!indexedLabels.contains(key)) {
            throw new RefusedToken("labels: every key must be in tracker.indexed_labels");
          }
          scope.put((String) key, text);
        });
    try {
      return Scope.ofLabels(scope);
    } catch (JobException broken) {
      throw new RefusedToken(String.valueOf(broken.getMessage()));
    }
  }
}
