package dev.jobtracker.web.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;

/**
 * An answer that is no success, for reasons that only HTTP knows; those of the tracker are {@code
 * JobException}s. It is an answer, not a fault, so it carries no stack trace.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Map<CharSequence, String> headers;

  private Refusal(int status, String sentence, Map<CharSequence, String> headers) {
    super(sentence, null, false, false);
    this.status = status;
    this.headers = headers;
  }

  /** Returns a refusal with this status and one sentence for the caller. */
  public static Refusal of(HttpResponseStatus status, String sentence) {
    return new Refusal(status.code(), sentence, Map.of());
  }

  /** Returns a 400: the shape of the request breaks a rule. */
  public static Refusal badRequest(String sentence) {
    return of(HttpResponseStatus.BAD_REQUEST, sentence);
  }

  /** Returns a 401, which tells how to ask properly (RFC 6750, section 3). */
  public static Refusal unauthorized(String sentence, boolean tokenWasWrong) {
    String challenge = "Bearer realm=\"job-tracker\"";
    return new Refusal(
        HttpResponseStatus.UNAUTHORIZED.code(),
        sentence,
        Map.of(
            "WWW-Authenticate",
            tokenWasWrong ? challenge + ", error=\"invalid_token\"" : challenge));
  }

  /** Returns a 405, which names the methods that the path has. */
  static Refusal methodNotAllowed(String method, String allowed) {
    return new Refusal(
        HttpResponseStatus.METHOD_NOT_ALLOWED.code(),
        "the method " + method + " is not allowed here, allowed are " + allowed,
        Map.of(HttpHeaders.ALLOW, allowed));
  }

  /** Returns the status code of the answer. */
  public int status() {
    return status;
  }

  /** Returns the headers that belong to the status. */
  public Map<CharSequence, String> headers() {
    return headers;
  }
}
