package dev.jobtracker.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server: contract section 9, {@code http}.
 *
 * @param host the address to listen on, an IPv6 address without brackets
 * @param port 0 to 65535, 0 = a free one
 * @param instances how many web verticles the program deploys, null = one per core
 * @param maxBodyBytes the longest request body
 * @param maxConnections how many connections are open at once; one more is closed at once
 * @param idleTimeout how long a client may owe a request, or a part of one
 * @param allowedOrigins origins of other sites that may change things, as a browser sends them:
 *     lower case, no default port
 * @param allowedHosts values of {@code Host} beside loopback, lower case, with or without a port
 * @param allowClear whether {@code jobs.clear} works over HTTP and WebSocket
 * @param cert a PEM file with the certificate chain, null = no TLS
 * @param key a PEM file with the private key of {@code cert}, null = no TLS
 */
public record HttpConfig(
    String host,
    int port,
    @Nullable Integer instances,
    int maxBodyBytes,
    int maxConnections,
    Duration idleTimeout,
    List<String> allowedOrigins,
    List<String> allowedHosts,
    boolean allowClear,
    @Nullable Path cert,
    @Nullable Path key) {

  private static final Pattern ORIGIN =
      Pattern.compile("[a-z][a-z0-9+.-]*://" + Hosts.HOST_AND_PORT, Pattern.CASE_INSENSITIVE);
  private static final Pattern HOST_HEADER =
      Pattern.compile(Hosts.HOST_AND_PORT, Pattern.CASE_INSENSITIVE);

  private static final Key<String> HOST =
      Key.text("http.host", "127.0.0.1", "a host name or an IP address", Hosts::valid);
  private static final Key<Integer> PORT = Key.integer("http.port", 8080, 0, 65535);
  private static final Key<Integer> INSTANCES = Key.integer("http.instances", 1, 1, 256).orNull();
  private static final Key<Integer> MAX_BODY_BYTES =
      Key.integer("http.max_body_bytes", 1 << 20, 1 << 10, 1 << 30);
  private static final Key<Integer> MAX_CONNECTIONS =
      Key.integer("http.max_connections", 20_000, 1, 1_000_000);
  private static final Key<Duration> IDLE_TIMEOUT =
      Key.duration("http.idle_timeout", "60s", "1ms", "1d");
  private static final Key<List<String>> ALLOWED_ORIGINS =
      Key.list("http.allowed_origins", "origins", HttpConfig::origin);
  private static final Key<List<String>> ALLOWED_HOSTS =
      Key.list("http.allowed_hosts", "hosts", HttpConfig::hostHeader);
  private static final Key<Boolean> ALLOW_CLEAR = Key.flag("http.allow_clear", false);
  private static final Key<Path> CERT = Key.file("http.cert", "the path of a PEM file");
  private static final Key<Path> KEY = Key.file("http.key", "the path of a PEM file");

  /** Refuses what is out of range, and one PEM file without the other. */
  public HttpConfig {
    HOST.check(host);
    PORT.check(port);
    INSTANCES.check(instances);
    MAX_BODY_BYTES.check(maxBodyBytes);
    MAX_CONNECTIONS.check(maxConnections);
    IDLE_TIMEOUT.check(idleTimeout);
    ALLOWED_ORIGINS.check(allowedOrigins);
    ALLOWED_HOSTS.check(allowedHosts);
    if ((cert == null) != (key == null)) {
      throw cert == null
          ? new ConfigException(CERT.path(), "must be set when http.key is, found null")
          : new ConfigException(KEY.path(), "must be set when http.cert is, found null");
    }
    allowedOrigins = List.copyOf(allowedOrigins);
    allowedHosts = List.copyOf(allowedHosts);
  }

  /** Whether the server speaks TLS, and HTTP/2 with it. */
  public boolean tls() {
    return cert != null;
  }

  /** Whether only this machine can reach the server. */
  public boolean loopback() {
    return Hosts.loopback(host);
  }

  static HttpConfig read(Section section) {
    HttpConfig config =
        new HttpConfig(
            section.get(HOST),
            section.get(PORT),
            section.getOrNull(INSTANCES),
            section.get(MAX_BODY_BYTES),
            section.get(MAX_CONNECTIONS),
            section.get(IDLE_TIMEOUT),
            section.get(ALLOWED_ORIGINS),
            section.get(ALLOWED_HOSTS),
            section.get(ALLOW_CLEAR),
            section.getOrNull(CERT),
            section.getOrNull(KEY));
    section.end();
    return config;
  }

  /** An origin in the form that browsers send, since it is compared as text. */
  private static String origin(String path, @Nullable Object json) {
    String rule = "an origin such as \"https://example.org\" or \"http://localhost:3000\"";
    String text =
        Key.text(path, null, rule, found -> ORIGIN.matcher(found).matches()).read(path, json);
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.replaceFirst("^(http://.*):80$", "$1").replaceFirst("^(https://.*):443$", "$1");
  }

  private static String hostHeader(String path, @Nullable Object json) {
    String rule = "a host such as \"example.org\" or \"example.org:8080\"";
    return Key.text(path, null, rule, found -> HOST_HEADER.matcher(found).matches())
        .read(path, json)
        .toLowerCase(Locale.ROOT);
  }
}
