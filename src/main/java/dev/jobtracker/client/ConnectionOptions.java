package dev.jobtracker.client;

import dev.jobtracker.job.JobException;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a tracker's web door is, and how to come in (contract, section 12).
 *
 * @param url {@code http://host:port} or {@code https://host:port}, with a path before {@code /api}
 *     where a proxy wants one
 * @param token what the server asks for as a Bearer token, or null where it is open
 * @param headers what is sent at the upgrade beside that
 * @param authorities certificates in PEM whom to trust beside the JDK's own, or null
 * @param pingInterval how long the other side may be silent before it is asked for a sign of life;
 *     the connection is given up when none comes within another interval
 */
public record ConnectionOptions(
    String url,
    @Nullable String token,
    Map<String, String> headers,
    @Nullable Buffer authorities,
    Duration pingInterval) {
  private static final Duration PING_INTERVAL = Duration.ofSeconds(5);
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /**
   * Checks the URL.
   *
   * @throws JobException {@code INVALID} for one that names no web door
   */
  public ConnectionOptions {
    address(url);
    headers = Map.copyOf(headers);
  }

  /** Returns how to come in with this token, or without one. */
  public static ConnectionOptions of(String url, @Nullable String token) {
    return new ConnectionOptions(url, token, Map.of(), null, PING_INTERVAL);
  }

  /** Returns this with one more header at the upgrade. */
  public ConnectionOptions withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new ConnectionOptions(url, token, more, authorities, pingInterval);
  }

  /** Returns this with certificates in PEM that are trusted beside the JDK's own. */
  public ConnectionOptions withAuthorities(@Nullable Buffer pem) {
    return new ConnectionOptions(url, token, headers, pem, pingInterval);
  }

  /** Returns this with another patience for silence. */
  public ConnectionOptions withPingInterval(Duration interval) {
    return new ConnectionOptions(url, token, headers, authorities, interval);
  }

  boolean tls() {
    return address(url).getScheme().equals("https");
  }

  String host() {
    String host = address(url).getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  int port() {
    int port = address(url).getPort();
    return port >= 0 ? port : tls() ? HTTPS : HTTP;
  }

  /** Returns the path of the WebSocket door. */
  String path() {
    return address(url).getRawPath().replaceFirst("/+$", "") + "/api/ws";
  }

  private static URI address(String url) {
    try {
      URI uri = new URI(url);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean plain =
          uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
      if (web && plain && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw JobException.invalid("url", "must be like https://host:8080", url);
  }

  /** Tells neither the token nor the headers, which may be secret too. */
  @Override
  public String toString() {
    return "ConnectionOptions[" + url + "]";
  }
}
