package dev.jobtracker.client;

import dev.jobtracker.client.transport.WebDoor;
import dev.jobtracker.job.JobException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
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
 * @param connectPatience how long the first connection is tried
 */
public record ConnectionOptions(
    String url,
    @Nullable String token,
    Map<String, String> headers,
    @Nullable Buffer authorities,
    Duration pingInterval,
    Duration connectPatience) {
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);
  private static final Duration PING_INTERVAL = Duration.ofSeconds(5);

  /**
   * Checks the URL.
   *
   * @throws JobException {@code INVALID} for one that names no web door
   */
  public ConnectionOptions {
    WebDoor.url(url);
    headers = Map.copyOf(headers);
  }

  /** Returns how to come in with this token, or without one. */
  public static ConnectionOptions of(String url, @Nullable String token) {
    return new ConnectionOptions(url, token, Map.of(), null, PING_INTERVAL, CONNECT_PATIENCE);
  }

  /** Returns this with one more header at the upgrade. */
  public ConnectionOptions withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new ConnectionOptions(url, token, more, authorities, pingInterval, connectPatience);
  }

  /** Returns this with certificates in PEM that are trusted beside the JDK's own. */
  public ConnectionOptions withAuthorities(@Nullable Buffer pem) {
    return new ConnectionOptions(url, token, headers, pem, pingInterval, connectPatience);
  }

  /** Returns this with another patience for silence. */
  public ConnectionOptions withPingInterval(Duration interval) {
    return new ConnectionOptions(url, token, headers, authorities, interval, connectPatience);
  }

  /** Returns this with another patience for the first connection. */
  public ConnectionOptions withConnectPatience(Duration patience) {
    return new ConnectionOptions(url, token, headers, authorities, pingInterval, patience);
  }

  /** Returns the door as a connection goes to it, the token among its headers. */
  public WebDoor door() {
    MultiMap upgrade = MultiMap.caseInsensitiveMultiMap().addAll(headers);
    if (token != null) {
      upgrade.add("Authorization", "Bearer " + token);
    }
    return new WebDoor(WebDoor.url(url), upgrade, authorities, pingInterval);
  }

  /** Tells neither the token nor the headers, which may be secret too. */
  @Override
  public String toString() {
    return "ConnectionOptions[" + url + "]";
  }
}
