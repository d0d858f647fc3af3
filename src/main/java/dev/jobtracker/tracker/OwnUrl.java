package dev.jobtracker.tracker;

import dev.jobtracker.client.transport.WebDoor;
import dev.jobtracker.config.Config;
import dev.jobtracker.config.ConfigException;
import dev.jobtracker.config.HttpConfig;
import dev.jobtracker.job.JobException;
import dev.jobtracker.text.Texts;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** Where other nodes reach this one: what the configuration says, or its own web door. */
final class OwnUrl {
  /** The map and the key under which the web verticles tell the port that is really open. */
  private static final String WEB = "jobtracker.web";

  private static final String PORT = "port";

  private OwnUrl() {}

  /** Refuses a host that listens, but that no URL bears: no other node would reach this one. */
  static void require(Config config) {
    if (config.store().url() == null || config.cluster().url() != null) {
      return;
    }
    try {
      WebDoor.url(of(config.http(), 1));
    } catch (JobException odd) {
      throw new ConfigException(
          "http.host",
          "must be a host that a URL may have, as the other nodes reach this one there unless"
              + " cluster.url says where, found "
              + Texts.quote(config.http().host()));
    }
  }

  /** Returns the URL; null where the door is not open yet. Safe on any thread. */
  static @Nullable String of(Vertx vertx, Config config) {
    if (config.cluster().url() != null) {
      return config.cluster().url();
    }
    Integer port = vertx.sharedData().<String, Integer>getLocalMap(WEB).get(PORT);
    if (port == null) {
      return null;
    }
    return of(config.http(), port);
  }

  private static String of(HttpConfig http, int port) {
    String host = http.host().contains(":") ? "[" + http.host() + "]" : http.host();
    return "%s://%s:%d".formatted(http.tls() ? "https" : "http", host, port);
  }
}
