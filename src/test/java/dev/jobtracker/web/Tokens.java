package dev.jobtracker.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A configuration with a token for each right, and what their holders send. */
public final class Tokens {
  private Tokens() {}

  /** Returns the secret of the token that has this right. */
  public static String secret(String right) {
    return right + "-3f9a1c7be2d04856";
  }

  public static JsonObject auth() {
    JsonArray tokens = new JsonArray();
    for (String right : new String[] {"read", "write", "admin"}) {
      tokens.add(
          new JsonObject()
              .put("name", "the " + right + "er")
              .put("token", secret(right))
              .put("may", new JsonArray().add(right)));
    }
    return new JsonObject().put("tokens", tokens);
  }

  public static JsonObject config() {
    return new JsonObject().put("auth", auth());
  }

  /** Returns the header of the token with this right. */
  public static String[] bearer(String right) {
    return new String[] {"Authorization", "Bearer " + secret(right)};
  }

  /** Returns the header with the cookie of a new session that stands for this right's token. */
  public static String[] session(Server server, String right) {
    Server.Answer answer =
        server.post("/api/session", new JsonObject().put("token", secret(right)));
    return new String[] {"Cookie", answer.header("Set-Cookie").split(";")[0]};
  }
}
