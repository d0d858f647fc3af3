package dev.jobtracker.web;

/** Why the server closes a WebSocket (RFC 6455, section 7.4, and the registry that it began). */
final class CloseCode {
  static final short GOING_AWAY = 1001;
  static final short UNSUPPORTED = 1003;
  static final short POLICY_VIOLATION = 1008;
  static final short TOO_BIG = 1009;
  static final short SERVICE_RESTART = 1012;
  static final short TRY_AGAIN_LATER = 1013;

  private CloseCode() {}
}
