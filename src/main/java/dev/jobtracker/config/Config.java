package dev.jobtracker.config;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration: contract section 9. Immutable, and right when it exists: what is not is
 * refused with a {@link ConfigException}.
 *
 * @param http the HTTP server
 * @param tracker the tracker's room and time
 * @param live WebSockets, event streams and long polls
 * @param store where jobs survive a restart
 * @param cluster the nodes that share one tracker
 * @param auth who may do what
 * @param bridge the event-bus bridge
 * @param demo the sample worker
 */
public record Config(
    HttpConfig http,
    TrackerConfig tracker,
    LiveConfig live,
    StoreConfig store,
    ClusterConfig cluster,
    AuthConfig auth,
    BridgeConfig bridge,
    DemoConfig demo) {

  /** Refuses a server that strangers can reach and that asks nobody for a token. */
  public Config {
    if (!http.loopback() && !auth.required() && !auth.open()) {
      throw new ConfigException(
          "http.host",
          "must be a loopback address while auth.tokens is empty and auth.open is false, found "
              + Shown.value(http.host()));
    }
    cluster.requireKnownToken(auth);
  }

  /**
   * Reads the whole document, such as a verticle's {@code config()}.
   *
   * @param document the document; null and what it leaves out stand for the defaults
   * @throws ConfigException for an unknown key, a wrong type, and a value out of range
   */
  public static Config from(@Nullable JsonObject document) {
    return read(document == null ? new JsonObject() : document, key -> {});
  }

  /** Every key there is, by its path and in the order of the contract. */
  static Map<String, Key<?>> keys() {
    Map<String, Key<?>> keys = new LinkedHashMap<>();
    read(new JsonObject(), key -> keys.put(key.path(), key));
    return keys;
  }

  private static Config read(JsonObject document, Consumer<Key<?>> asked) {
    Section section = Section.document(document, asked);
    HttpConfig http = HttpConfig.read(section.section("http"));
    TrackerConfig tracker = TrackerConfig.read(section.section("tracker"));
    LiveConfig live = LiveConfig.read(section.section("live"));
    StoreConfig store = StoreConfig.read(section.section("store"));
    ClusterConfig cluster = ClusterConfig.read(section.section("cluster"));
    AuthConfig auth = AuthConfig.read(section.section("auth"));
    BridgeConfig bridge = BridgeConfig.read(section.section("bridge"));
    DemoConfig demo = DemoConfig.read(section.section("demo"));
    section.end();
    return new Config(http, tracker, live, store, cluster, auth, bridge, demo);
  }
}
