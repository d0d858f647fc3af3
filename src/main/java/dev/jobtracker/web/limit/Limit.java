package dev.jobtracker.web.limit;

/**
 * What the configuration lets the web side refuse, drop or cut; the tracker counts its own (see
 * {@code job.map.Counter}). The text is the key of the configuration.
 */
public enum Limit {
  /** A wrong token was shown. */
  TOKENS("auth.tokens"),
  /** A session ended to make room for another. */
  MAX_SESSIONS("auth.max_sessions"),
  /** A session was found to be over. */
  SESSION_TTL("auth.session_ttl"),
  /** A foreign page wanted to change something or to open a WebSocket. */
  ALLOWED_ORIGINS("http.allowed_origins"),
  /** A request was meant for another host. */
  ALLOWED_HOSTS("http.allowed_hosts"),
  /** A body was longer. */
  MAX_BODY_BYTES("http.max_body_bytes"),
  /** A connection was closed at once. */
  MAX_CONNECTIONS("http.max_connections"),
  /** A connection or a request was cut, because its client owed something for too long. */
  IDLE_TIMEOUT("http.idle_timeout"),
  /** A WebSocket, an event stream or a waiting poll was refused. */
  MAX_SOCKETS("live.max_sockets"),
  /** A watch was refused. */
  MAX_WATCHES("live.max_watches_per_socket"),
  /** A batch was refused. */
  MAX_BATCH("live.max_batch"),
  /** A WebSocket was closed, because a message was longer. */
  MAX_FRAME_BYTES("live.max_frame_bytes"),
  /** A WebSocket was closed, because its client did not answer a ping. */
  PING_INTERVAL("live.ping_interval"),
  /** A WebSocket or an event stream was closed, because its client took nothing for too long. */
  SLOW_CLIENT_TIMEOUT("live.slow_client_timeout"),
  /** A request was refused, because too many waited for the tracker; no key sets this one. */
  IN_FLIGHT("requests_in_flight");

  private final String key;

  Limit(String key) {
    this.key = key;
  }

  /** Returns its key in the configuration. */
  public String key() {
    return key;
  }
}
