package dev.jobtracker.client.transport;

import dev.jobtracker.job.JobException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The web door that a connection goes to (contract, section 12).
 *
 * @param url where it is, as {@link #url(String)} reads it
 * @param headers what is sent at the upgrade
 * @param authorities certificates in PEM whom to trust beside the JDK's own, or null
 * @param pingInterval how long the other side may be silent before it is asked for a sign of life
 */
public record WebDoor(
    URI url, MultiMap headers, @Nullable Buffer authorities, Duration pingInterval) {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /**
   * Reads where a web door is.
   *
   * @throws JobException {@code INVALID} for what names no web door
   */
  public static URI url(String text) {
    try {
      URI uri = new URI(text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean plain =
          uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
      if (web && plain && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    // What stands before the host may be a password, which belongs into no log.
    throw JobException.invalid(
        "url", "must be like https://host:8080", text.replaceFirst("(?s)//.*@", "//…@"));
  }

  /**
   * Checks what is to be trusted beside the JDK's own authorities.
   *
   * @throws JobException {@code INVALID} for what is no list of certificates in PEM
   */
  public static void requireCertificates(Buffer pem) {
    Trust.inJdkAnd(pem);
  }

  boolean tls() {
    return url.getScheme().equals("https");
  }

  String host() {
    String host = url.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  int port() {
    int port = url.getPort();
    return port >= 0 ? port : tls() ? HTTPS : HTTP;
  }

  /** Returns the path of the WebSocket door. */
  String path() {
    return url.getRawPath().replaceFirst("/+$", "") + "/api/ws";
  }

  /** Tells no header, which may be secret. */
  @Override
  public String toString() {
    return "WebDoor[" + url + "]";
  }
}
