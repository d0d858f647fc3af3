package dev.jobtracker.tracker;

import dev.jobtracker.config.Config;
import dev.jobtracker.config.HttpConfig;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** Where other nodes reach this one: what the configuration says, or its own web door. */
final class OwnUrl {
  /** The map and the key under which the web verticles tell the port that is really open. */
  private static final String WEB = "jobtracker.web";

  private static final String PORT = "port";

  private OwnUrl() {}

  /** Returns the URL; null where the door is not open yet. Safe on any thread. */
  static @Nullable String of(Vertx vertx, Config config) {
    if (config.cluster().url() != null) {
      return config.cluster().url();
    }
    Integer port = vertx.sharedData().<String, Integer>getLocalMap(WEB).get(PORT);
    if (port == null) {
      return null;
    }
    HttpConfig http = config.http();
    String host = http.host().contains(":") ? "[" + http.host() + "]" : http.host();
    return "%s://%s:%d".formatted(http.tls() ? "https" : "http", host, port);
  }
}
