package dev.jobtracker.web.access;

import dev.jobtracker.config.Config;
import dev.jobtracker.config.HttpConfig;
import dev.jobtracker.text.Texts;
import dev.jobtracker.web.http.Refusal;
import dev.jobtracker.web.limit.Limit;
import dev.jobtracker.web.limit.LimitHits;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which pages may talk to the server: the {@code Host} and {@code Origin} rules (contract, section
 * 5). Used on one event loop.
 */
public final class Origins {
  private static final Set<HttpMethod> READING =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "localhost|127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}|\\[?::1]?",
          Pattern.CASE_INSENSITIVE);

  private final Set<String> allowedOrigins;
  private final Set<String> allowedHosts;
  private final boolean checksHost;
  private final String scheme;
  private final int defaultPort;
  private final LimitHits hits;

  /** The last {@code Host} that was one of ours. */
  private @Nullable String lastHost;

  public Origins(Config config, LimitHits hits) {
    this.hits = hits;
    HttpConfig http = config.http();
    allowedOrigins = Set.copyOf(http.allowedOrigins());
    allowedHosts = Set.copyOf(http.allowedHosts());
    checksHost = http.loopback() && !config.auth().required();
    scheme = http.tls() ? "https" : "http";
    defaultPort = http.tls() ? 443 : 80;
  }

  /** Returns whether any origin beside the page's own is allowed. */
  public boolean anyAllowed() {
    return !allowedOrigins.isEmpty();
  }

  /** Returns whether the request bears an {@code Origin} out of {@code allowed_origins}. */
  public boolean isAllowed(MultiMap headers) {
    List<String> origin = headers.getAll(HttpHeaders.ORIGIN);
    return origin.size() == 1 && allowedOrigins.contains(origin.get(0).toLowerCase(Locale.ROOT));
  }

  /**
   * Refuses with 403 what changes something on behalf of a foreign page: it must bear no {@code
   * Origin}, the page's own, or an allowed one. Also to be asked before a WebSocket is opened.
   */
  public void requireOrigin(HttpServerRequest request) {
    if (!mayChange(request.headers(), request.authority())) {
      hits.count(Limit.ALLOWED_ORIGINS);
      String origin = Texts.quote(request.getHeader(HttpHeaders.ORIGIN));
      throw Refusal.of(
          HttpResponseStatus.FORBIDDEN,
          "Origin: must be the page's own or one of http.allowed_origins, found " + origin);
    }
  }

  private boolean mayChange(MultiMap headers, @Nullable HostAndPort authority) {
    List<String> origin = headers.getAll(HttpHeaders.ORIGIN);
    return origin.isEmpty()
        || isAllowed(headers)
        || (origin.size() == 1 && origin.get(0).equalsIgnoreCase(own(authority)));
  }

  private @Nullable String own(@Nullable HostAndPort authority) {
    if (authority == null) {
      return null;
    }
    int port = authority.port();
    String host = scheme + "://" + authority.host();
    return port < 0 || port == defaultPort ? host : host + ":" + port;
  }

  /** The same for a request by a method that changes something; others pass. */
  public void requireOriginOfChange(HttpServerRequest request) {
    if (!READING.contains(request.method())) {
      requireOrigin(request);
    }
  }

  /**
   * Refuses with 421 a {@code Host} that is not this machine's, where nothing but being on it
   * protects the server: a page whose name was rebound to loopback sends its own name. None at all
   * is no browser's request; a health check of HTTP/1.0 need not send one.
   */
  public void requireHost(HttpServerRequest request) {
    if (!checksHost || isAsBefore(request)) {
      return;
    }
    HostAndPort authority = request.authority();
    boolean given = authority != null || request.headers().contains(HttpHeaders.HOST);
    if (given && !isHere(authority)) {
      hits.count(Limit.ALLOWED_HOSTS);
      throw Refusal.of(
          HttpResponseStatus.MISDIRECTED_REQUEST,
          "Host: must be loopback or one of http.allowed_hosts, found "
              + Texts.quote(authority == null ? null : authority.toString()));
    }
    lastHost = request.getHeader(HttpHeaders.HOST);
  }

  /** Most requests of a server name it alike, and to read a name costs more than to compare it. */
  private boolean isAsBefore(HttpServerRequest request) {
    return lastHost != null
        && request.version() != HttpVersion.HTTP_2
        && lastHost.equals(request.getHeader(HttpHeaders.HOST));
  }

  private boolean isHere(@Nullable HostAndPort authority) {
    if (authority == null) {
      return false;
    }
    String host = authority.host().toLowerCase(Locale.ROOT);
    int port = authority.port() < 0 ? defaultPort : authority.port();
    return LOOPBACK.matcher(host).matches()
        || allowedHosts.contains(host)
        || allowedHosts.contains(host + ":" + port);
  }
}
