package dev.jobtracker.web.live;

/** Why the server closes a WebSocket (RFC 6455, section 7.4, and the registry that it began). */
public final class CloseCode {
  public static final short GOING_AWAY = 1001;
  public static final short UNSUPPORTED = 1003;
  public static final short POLICY_VIOLATION = 1008;
  public static final short TOO_BIG = 1009;
  public static final short SERVICE_RESTART = 1012;
  public static final short TRY_AGAIN_LATER = 1013;

  private CloseCode() {}
}
