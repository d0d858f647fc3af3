package dev.jobtracker.process;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that go away and come back on the same one. */
public final class Ports {
  private static final int FIRST = 15_000;
  private static final int LAST = 32_000;

  private Ports() {}

  /**
   * Returns a free port below those that systems give to connections and to who asks for any port:
   * one of them would take it while the server is away.
   */
  public static int ofOnesOwn() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // The next one.
      }
    }
  }
}
