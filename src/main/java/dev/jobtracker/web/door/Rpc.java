package dev.jobtracker.web.door;

import dev.jobtracker.job.JobException;
import dev.jobtracker.text.Texts;
import dev.jobtracker.wire.Failures;
import dev.jobtracker.wire.UpgradeHeaders;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The messages of JSON-RPC 2.0 as its standard defines them, and the codes of contract section 5.
 */
final class Rpc {
  static final int PARSE_ERROR = -32700;
  static final int INVALID_REQUEST = -32600;
  static final int METHOD_NOT_FOUND = -32601;
  static final int INVALID_PARAMS = -32602;
  static final int INTERNAL_ERROR = -32603;

  private static final String VERSION = "2.0";
  private static final Set<String> MEMBERS = Set.of("jsonrpc", "id", "method", "params");

  private Rpc() {}

  /** A call that is answered with an error of JSON-RPC itself. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    Refused(int code, String sentence) {
      super(sentence, null, false, false);
      this.code = code;
    }
  }

  /**
   * One call.
   *
   * @param id what the answer carries; null and not wanted for a notification
   * @param wantsAnswer whether the caller sent an id, null included
   * @param method the name of the method, which may be unknown
   * @param given the parameters, a map or a list, or null where none were given
   * @param scope of a node's call, what its own caller may see; else null
   */
  record Call(
      @Nullable Object id,
      boolean wantsAnswer,
      String method,
      @Nullable Object given,
      @Nullable String scope) {

    /**
     * Returns the named parameters, none where none were given.
     *
     * @throws Refused for positional ones, which is no fault of the message's form: so it comes
     *     after the method is known, and a notification is not told
     */
    JsonObject params() {
      if (given instanceof List<?>) {
        throw new Refused(INVALID_PARAMS, "params: must be named, found an array");
      }
      @SuppressWarnings("unchecked")
      Map<String, Object> named = (Map<String, Object>) given;
      return named == null ? new JsonObject() : new JsonObject(named);
    }
  }

  /**
   * Reads a call.
   *
   * @param ofNode whether a node sends it, whose calls may have one member more
   * @throws Refused for what is not a call
   */
  static Call read(@Nullable Object value, boolean ofNode) {
    if (!(value instanceof Map<?, ?> call)) {
      throw new Refused(INVALID_REQUEST, "a call must be an object, found " + Texts.quote(value));
    }
    if (!VERSION.equals(call.get("jsonrpc"))) {
      throw new Refused(
          INVALID_REQUEST, "jsonrpc: must be \"2.0\", found " + Texts.quote(call.get("jsonrpc")));
    }
    for (Object key : call.keySet()) {
      if (!MEMBERS.contains(key) && !(ofNode && key.equals(UpgradeHeaders.SCOPE))) {
        throw new Refused(INVALID_REQUEST, Texts.quote(key) + " is an unknown key of a call");
      }
    }
    if (!isId(call.get("id"))) {
      throw new Refused(
          INVALID_REQUEST,
          "id: must be a string or a number, found " + Texts.quote(call.get("id")));
    }
    if (!(call.get("method") instanceof String method)) {
      throw new Refused(
          INVALID_REQUEST, "method: must be a string, found " + Texts.quote(call.get("method")));
    }
    Object params = call.get("params");
    boolean structured = params instanceof Map || params instanceof List;
    if (!structured && call.containsKey("params")) {
      throw new Refused(INVALID_REQUEST, "params: must be an object, found " + Texts.quote(params));
    }
    String scope = call.get(UpgradeHeaders.SCOPE) instanceof String text ? text : null;
    return new Call(call.get("id"), call.containsKey("id"), method, params, scope);
  }

  /** Returns the id that an answer to this value carries, as far as it has a readable one. */
  static @Nullable Object idOf(@Nullable Object value) {
    Object id = value instanceof Map<?, ?> call ? call.get("id") : null;
    return isId(id) ? id : null;
  }

  private static boolean isId(@Nullable Object id) {
    return id == null || id instanceof String || id instanceof Number;
  }

  static JsonObject result(@Nullable Object id, JsonObject result) {
    return new JsonObject().put("jsonrpc", VERSION).put("id", id).put("result", result);
  }

  /** Returns the answer to a call that failed, whatever way. */
  static JsonObject error(@Nullable Object id, Throwable failure) {
    if (failure instanceof Refused refused) {
      int status = refused.code == METHOD_NOT_FOUND ? 404 : 400;
      return error(id, refused.code, refused.getMessage(), status);
    }
    JobException refusal = Failures.refusal(failure);
    int code =
        switch (refusal.kind()) {
          case INVALID -> INVALID_PARAMS;
          case FAULT -> INTERNAL_ERROR;
          default -> refusal.kind().code();
        };
    return error(id, code, refusal.getMessage(), refusal.kind().code());
  }

  static JsonObject error(@Nullable Object id, int code, String sentence, int status) {
    JsonObject error =
        new JsonObject()
            .put("code", code)
            .put("message", sentence)
            .put("data", new JsonObject().put("status", status));
    return new JsonObject().put("jsonrpc", VERSION).put("id", id).put("error", error);
  }
}
