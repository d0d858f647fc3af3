package dev.jobtracker.web.access;

import dev.jobtracker.job.JobException;
import dev.jobtracker.web.http.Answers;
import dev.jobtracker.web.http.Door;
import dev.jobtracker.web.http.Paths;
import dev.jobtracker.web.http.QueryParameters;
import dev.jobtracker.web.http.Refusal;
import dev.jobtracker.web.http.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * The door at which a browser changes its token for a cookie, so that no script and no URL ever
 * holds the token (contract, section 9).
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
    router.post(Paths.SESSION).handler(this::begin);
    router.delete(Paths.SESSION).handler(this::end);
  }

  private void begin(RoutingContext context) {
    QueryParameters.none(context);
    bodies
        .read(context.request(), RequestBody.JSON)
        .map(SessionRoutes::token)
        .compose(token -> begin(context, token))
        .onFailure(context::fail);
  }

  private Future<Void> begin(RoutingContext context, String token) {
    // An open server needs no session, and a page that does not know that is not in the wrong.
    if (access.isRequired()) {
      String id = sessions.begin(access.grant(token));
      endPresent(context);
      context.response().addCookie(cookie(id).setMaxAge(sessions.ttl().toSeconds()));
    }
    return Answers.empty(context, 204);
  }

  private void end(RoutingContext context) {
    QueryParameters.none(context);
    endPresent(context);
    context.response().addCookie(cookie("").setMaxAge(0));
    Answers.empty(context, 204);
  }

  private void endPresent(RoutingContext context) {
    String id = Access.sessionId(context.request().headers());
    if (id != null) {
      sessions.end(id);
    }
  }

  private Cookie cookie(String value) {
    return Cookie.cookie(Access.COOKIE, value)
        .setPath("/")
        .setHttpOnly(true)
        .setSameSite(CookieSameSite.STRICT)
        .setSecure(tls);
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
