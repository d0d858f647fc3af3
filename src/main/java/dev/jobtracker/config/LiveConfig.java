package dev.jobtracker.config;

import java.time.Duration;

/**
 * WebSockets, event streams and long polls: contract section 9, {@code live}.
 *
 * @param maxSockets how many WebSockets, event streams and waiting polls are open at once
 * @param maxWatchesPerSocket how many watches one WebSocket may hold
 * @param maxFrameBytes the longest message that a client may send
 * @param maxBatch how many calls one JSON-RPC batch may hold
 * @param pingInterval how often a quiet stream or socket hears from the server
 * @param slowClientTimeout how long a client may stay blocked
 * @param maxWait the longest wait of a long poll
 */
public record LiveConfig(
    int maxSockets,
    int maxWatchesPerSocket,
    int maxFrameBytes,
    int maxBatch,
    Duration pingInterval,
    Duration slowClientTimeout,
    Duration maxWait) {

  private static final Key<Integer> MAX_SOCKETS =
      Key.integer("live.max_sockets", 10_000, 1, 1_000_000);
  private static final Key<Integer> MAX_WATCHES_PER_SOCKET =
      Key.integer("live.max_watches_per_socket", 1_000, 1, 1_000_000);
  private static final Key<Integer> MAX_FRAME_BYTES =
      Key.integer("live.max_frame_bytes", 1 << 20, 1 << 10, 1 << 30);
  private static final Key<Integer> MAX_BATCH = Key.integer("live.max_batch", 100, 1, 10_000);
  private static final Key<Duration> PING_INTERVAL =
      Key.duration("live.ping_interval", "30s", "1ms", "1h");
  private static final Key<Duration> SLOW_CLIENT_TIMEOUT =
      Key.duration("live.slow_client_timeout", "30s", "1ms", "1h");
  private static final Key<Duration> MAX_WAIT = Key.duration("live.max_wait", "60s", "1ms", "1h");

  /** Refuses what is out of range. */
  public LiveConfig {
    MAX_SOCKETS.check(maxSockets);
    MAX_WATCHES_PER_SOCKET.check(maxWatchesPerSocket);
    MAX_FRAME_BYTES.check(maxFrameBytes);
    MAX_BATCH.check(maxBatch);
    PING_INTERVAL.check(pingInterval);
    SLOW_CLIENT_TIMEOUT.check(slowClientTimeout);
    MAX_WAIT.check(maxWait);
  }

  static LiveConfig read(Section section) {
    LiveConfig config =
        new LiveConfig(
            section.get(MAX_SOCKETS),
            section.get(MAX_WATCHES_PER_SOCKET),
            section.get(MAX_FRAME_BYTES),
            section.get(MAX_BATCH),
            section.get(PING_INTERVAL),
            section.get(SLOW_CLIENT_TIMEOUT),
            section.get(MAX_WAIT));
    section.end();
    return config;
  }
}
