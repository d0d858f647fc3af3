package dev.jobtracker.web.http;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.wire.Keys;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The conditions of a request on the revision of a job (RFC 9110, section 13). An entity tag is the
 * revision in quotes. {@code If-Match} compares strongly, so a weak tag never matches; {@code
 * If-None-Match} compares weakly.
 */
public final class Conditions {
  /** Compressed or not, it is the same revision. */
  private static final Pattern TAG =
      Pattern.compile("(W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*?)(?:" + Gzip.TAG_END + ")?\"");

  private static final String ANY = "*";

  private final List<String> ifMatch;
  private final List<String> ifNoneMatch;

  private Conditions(List<String> ifMatch, List<String> ifNoneMatch) {
    this.ifMatch = ifMatch;
    this.ifNoneMatch = ifNoneMatch;
  }

  /** Reads the conditions of a request from its headers (RFC 9110, section 13.1). */
  public static Conditions of(MultiMap headers) {
    return new Conditions(
        headers.getAll(HttpHeaders.IF_MATCH), headers.getAll(HttpHeaders.IF_NONE_MATCH));
  }

  /** Returns the entity tag of the job. */
  static String etag(JsonObject job) {
    return '"' + revision(job) + '"';
  }

  private static String revision(JsonObject job) {
    return String.valueOf(job.getLong(Keys.REVISION));
  }

  /** Returns whether {@code If-None-Match} says that the caller has this revision already. */
  public boolean has(JsonObject job) {
    return mayBeCurrent()
        && ifNoneMatch.stream().anyMatch(value -> names(value, revision(job), true));
  }

  /** Returns whether {@code If-None-Match} says that the caller has what bears this tag. */
  public boolean names(String etag) {
    String opaque = etag.substring(1, etag.length() - 1);
    return ifNoneMatch.stream().anyMatch(value -> names(value, opaque, true));
  }

  /** Returns whether {@code If-None-Match} names anything that the caller may have. */
  public boolean mayBeCurrent() {
    return !ifNoneMatch.isEmpty();
  }

  /** Returns whether {@code If-Match} asks for particular revisions. */
  boolean isGuarded() {
    return !ifMatch.isEmpty() && ifMatch.stream().noneMatch(value -> value.strip().equals(ANY));
  }

  /** Refuses with 412 when {@code If-Match} names revisions, and not the one of this job. */
  public void check(JsonObject job) {
    if (isGuarded() && !admits(job)) {
      throw new JobException(
          Kind.STALE, "If-Match: the job is at revision " + revision(job) + ", which is not named");
    }
  }

  private boolean admits(JsonObject job) {
    return ifMatch.stream().anyMatch(value -> names(value, revision(job), false));
  }

  /**
   * Makes an update hold only for what {@code If-Match} names. The tracker does the check, so that
   * nothing comes in between, and in its usual order. Both this and the {@code if_revision} of the
   * body must hold.
   *
   * @param present asks for the job; only needed where the header names several tags
   */
  public Future<JsonObject> guard(JsonObject update, Supplier<Future<JsonObject>> present) {
    if (!isGuarded()) {
      return Future.succeededFuture(update);
    }
    List<Long> named = named();
    if (named.size() <= 1) {
      return Future.succeededFuture(require(update, named.isEmpty() ? NEVER : named.get(0)));
    }
    return present
        .get()
        .map(job -> require(update, admits(job) ? job.getLong(Keys.REVISION) : NEVER))
        .otherwise(failure -> require(update, NEVER));
  }

  /** A revision that no job ever has: requiring it leaves every check to the tracker. */
  static final Long NEVER = JobUpdate.NO_REVISION;

  private static JsonObject require(JsonObject update, Long revision) {
    Object own = update.getValue(Keys.IF_REVISION);
    if (own == null && !update.containsKey(Keys.IF_REVISION)) {
      return update.put(Keys.IF_REVISION, revision);
    }
    boolean sound = own instanceof Number number && number.doubleValue() >= 1;
    boolean wholeAndOther =
        sound && ((Number) own).doubleValue() % 1 == 0 && ((Number) own).longValue() != revision;
    // What is no revision stays as it is, so that the tracker refuses its shape.
    return wholeAndOther ? update.put(Keys.IF_REVISION, NEVER) : update;
  }

  /** Returns the revisions that strong tags of {@code If-Match} name. */
  private List<Long> named() {
    return ifMatch.stream()
        .flatMap(Conditions::tags)
        .filter(tag -> tag.group(1) == null && tag.group(2).matches("[1-9][0-9]{0,17}"))
        .map(tag -> Long.valueOf(tag.group(2)))
        .distinct()
        .toList();
  }

  private static boolean names(String value, String revision, boolean weakly) {
    return value.strip().equals(ANY)
        ? weakly
        : tags(value)
            .anyMatch(tag -> (weakly || tag.group(1) == null) && tag.group(2).equals(revision));
  }

  private static Stream<java.util.regex.MatchResult> tags(String value) {
    Matcher matcher = TAG.matcher(value);
    return matcher.results();
  }
}
