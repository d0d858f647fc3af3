package dev.jobtracker.web.http;

import dev.jobtracker.text.Texts;
import dev.jobtracker.web.limit.Limit;
import dev.jobtracker.web.limit.LimitHits;
import dev.jobtracker.wire.FormJson;
import dev.jobtracker.wire.Json;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request strictly: of a content type that the route takes (415), within the
 * limit (413), one JSON object or one form in UTF-8 (400). To be called before the request's event
 * is over, since nothing is held back for later.
 */
public final class RequestBody {
  private static final String FORM = "application/x-www-form-urlencoded";

  /** What every verb takes. */
  public static final Set<String> TYPES = Set.of("application/json", FORM);

  /** What an update takes. */
  public static final Set<String> PATCH_TYPES =
      Set.of("application/json", "application/merge-patch+json", FORM);

  private static final Pattern UTF_8 =
      Pattern.compile("\\s*charset\\s*=\\s*\"?utf-?8\"?\\s*", Pattern.CASE_INSENSITIVE);

  private final int maxBytes;
  private final LimitHits hits;

  public RequestBody(int maxBytes, LimitHits hits) {
    this.maxBytes = maxBytes;
    this.hits = hits;
  }

  /** Reads an object of one of these types. */
  public Future<JsonObject> read(HttpServerRequest request, Set<String> types) {
    String type = requireType(request, types);
    return bytes(request).map(bytes -> object(type, bytes));
  }

  /** Reads an object; no body at all, for which no type is asked, stands for an empty one. */
  public Future<JsonObject> readOptional(HttpServerRequest request, Set<String> types) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length != null && !length.equals("0")) {
      return read(request, types);
    }
    // Only its end tells whether there is one.
    return bytes(request)
        .compose(
            bytes ->
                Future.succeededFuture(
                    bytes.length() == 0
                        ? new JsonObject()
                        : object(requireType(request, types), bytes)),
            tooLarge -> {
              requireType(request, types);
              return Future.failedFuture(tooLarge);
            });
  }

  /** Returns the type, in lower case and without parameters. */
  private static String requireType(HttpServerRequest request, Set<String> types) {
    List<String> given = request.headers().getAll(HttpHeaders.CONTENT_TYPE);
    if (given.size() != 1 || !isOneOf(given.get(0), types)) {
      throw unsupported(
          "Content-Type: must be " + String.join(" or ", new TreeSet<>(types)),
          given.isEmpty() ? null : String.join(", ", given));
    }
    String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      throw unsupported("Content-Encoding: must not be used", coding);
    }
    return bare(given.get(0));
  }

  private static Refusal unsupported(String rule, @Nullable String found) {
    String shown = found == null ? "none" : Texts.quote(found);
    return Refusal.of(HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE, rule + ", found " + shown);
  }

  /** JSON is UTF-8 (RFC 8259, section 8.1), so another charset is another type. */
  private static boolean isOneOf(String contentType, Set<String> types) {
    String[] parts = contentType.split(";");
    for (int i = 1; i < parts.length; i++) {
      boolean charset = parts[i].strip().toLowerCase(Locale.ROOT).startsWith("charset");
      if (charset && !UTF_8.matcher(parts[i]).matches()) {
        return false;
      }
    }
    return parts.length > 0 && types.contains(bare(contentType));
  }

  private static String bare(String contentType) {
    return contentType.split(";")[0].strip().toLowerCase(Locale.ROOT);
  }

  private Future<Buffer> bytes(HttpServerRequest request) {
    refuseLength(request);
    expect(request);
    Promise<Buffer> promise = Promise.promise();
    Buffer body = Buffer.buffer();
    request.handler(
        chunk -> {
          if (promise.future().isComplete()) {
            // The rest of a body that is refused.
            return;
          }
          if (body.length() + chunk.length() > maxBytes) {
            promise.fail(tooLarge());
          } else {
            body.appendBuffer(chunk);
          }
        });
    request.exceptionHandler(
        broken -> promise.tryFail(Refusal.badRequest("the body ends before it is complete")));
    request.endHandler(end -> promise.tryComplete(body));
    return promise.future();
  }

  private void refuseLength(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    // What is no number was refused when the head was read.
    if (length != null && (length.length() > 18 || Long.parseLong(length) > maxBytes)) {
      throw tooLarge();
    }
  }

  private static void expect(HttpServerRequest request) {
    String expected = request.getHeader(HttpHeaders.EXPECT);
    if (expected == null || request.version() == HttpVersion.HTTP_1_0) {
      return;
    }
    if (!expected.equalsIgnoreCase("100-continue")) {
      throw Refusal.of(
          HttpResponseStatus.EXPECTATION_FAILED, "Expect: only 100-continue is understood");
    }
    request.response().writeContinue();
  }

  private Refusal tooLarge() {
    hits.count(Limit.MAX_BODY_BYTES);
    return Refusal.of(
        HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
        "the body must have at most " + maxBytes + " bytes");
  }

  private static JsonObject object(String type, Buffer bytes) {
    if (type.equals(FORM)) {
      return FormJson.read(FormBody.read(bytes.getBytes()));
    }
    Object value = Json.read(bytes.getBytes());
    if (!(value instanceof Map<?, ?> map)) {
      throw Refusal.badRequest("the body must be a JSON object");
    }
    Map<String, Object> members = new LinkedHashMap<>();
    map.forEach((key, member) -> members.put((String) key, member));
    return new JsonObject(members);
  }
}
