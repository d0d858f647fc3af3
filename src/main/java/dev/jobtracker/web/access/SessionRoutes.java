package dev.jobtracker.web.access;

import dev.jobtracker.config.Right;
import dev.jobtracker.job.JobException;
import dev.jobtracker.web.http.Answers;
import dev.jobtracker.web.http.Door;
import dev.jobtracker.web.http.MediaTypes;
import dev.jobtracker.web.http.Paths;
import dev.jobtracker.web.http.QueryParameters;
import dev.jobtracker.web.http.Refusal;
import dev.jobtracker.web.http.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The door at which a browser changes its token for a cookie, so that no script and no URL ever
 * holds the token (contract, section 9), and at which it learns what it may do.
 */
public final class SessionRoutes implements Door {
  private static final String TOKEN = "token";

  private final Access access;
  private final Sessions sessions;
  private final RequestBody bodies;
  private final boolean tls;

  public SessionRoutes(Access access, Sessions sessions, RequestBody bodies, boolean tls) {
    this.access = access;
    this.sessions = sessions;
    this.bodies = bodies;
    this.tls = tls;
  }

  @Override
  public void mount(Router router) {
    router.get(Paths.SESSION).method(HttpMethod.HEAD).handler(this::tell);
    router.post(Paths.SESSION).handler(this::begin);
    router.delete(Paths.SESSION).handler(this::end);
  }

  /** So that a page offers nobody what he may not do (contract, section 10). */
  private void tell(RoutingContext context) {
    Grant grant = access.caller(context).grant();
    QueryParameters.none(context);
    MediaTypes.requireJson(context.request());
    List<String> may =
        Stream.of(Right.values())
            .filter(grant::allows)
            .map(right -> right.name().toLowerCase(Locale.ROOT))
            .toList();
    JsonObject answer = new JsonObject().put("name", grant.name()).put("may", new JsonArray(may));
    Answers.json(context, 200, answer);
  }

  private void begin(RoutingContext context) {
    QueryParameters.none(context);
    bodies
        .read(context.request(), RequestBody.TYPES)
        .map(SessionRoutes::token)
        .compose(token -> begin(context, token))
        .onFailure(context::fail);
  }

  private Future<Void> begin(RoutingContext context, String token) {
    // An open server needs no session, and a page that does not know that is not in the wrong.
    if (access.isRequired()) {
      String id = sessions.begin(access.grant(token));
      endPresent(context);
      setCookie(context, id, sessions.ttl().toSeconds());
    }
    return Answers.empty(context, 204);
  }

  private void end(RoutingContext context) {
    QueryParameters.none(context);
    endPresent(context);
    setCookie(context, "", 0);
    Answers.empty(context, 204);
  }

  private void endPresent(RoutingContext context) {
    String id = Access.sessionId(context.request().headers());
    if (id != null) {
      sessions.end(id);
    }
  }

  /** Written as the standard writes it (RFC 6265), for those who compare letter by letter. */
  private void setCookie(RoutingContext context, String value, long seconds) {
    String cookie =
        "%s=%s; Max-Age=%d; Path=/; %sHttpOnly; SameSite=Strict"
            .formatted(Access.COOKIE, value, seconds, tls ? "Secure; " : "");
    context.response().headers().add(HttpHeaders.SET_COOKIE, cookie);
  }

  private static String token(JsonObject body) {
    for (String key : body.fieldNames()) {
      if (!key.equals(TOKEN)) {
        throw JobException.invalid("session", "the only key is token", key);
      }
    }
    if (!(body.getValue(TOKEN) instanceof String token)) {
      // The value is not shown: it may be a secret in the wrong shape.
      throw Refusal.badRequest("token: is required and must be a string");
    }
    return token;
  }
}
