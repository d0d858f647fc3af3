package dev.jobtracker.web.live;

/** Why the server closes a WebSocket (RFC 6455, section 7.4, and the registry that it began). */
public final class CloseCode {
  /** The client answered no ping, or sent none where it is the one to ping. */
  public static final short GOING_AWAY = 1001;

  /** The client sent binary data. */
  public static final short UNSUPPORTED = 1003;

  /** The session or the token of the client is over. */
  public static final short POLICY_VIOLATION = 1008;

  /** A message is longer than {@code live.max_frame_bytes}. */
  public static final short TOO_BIG = 1009;

  /** The server stops. */
  public static final short SERVICE_RESTART = 1012;

  /** The client took nothing for {@code live.slow_client_timeout}. */
  public static final short TRY_AGAIN_LATER = 1013;

  private CloseCode() {}
}
