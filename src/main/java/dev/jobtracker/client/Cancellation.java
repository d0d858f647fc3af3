package dev.jobtracker.client;

import dev.jobtracker.text.Causes;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLockInterruptionException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the cancellation in what a work throws, wherever it sits in the causes. An interrupt, which
 * is how a cancel ends a call that blocks, comes out of such a call in many forms: a channel tells
 * it by closing.
 */
final class Cancellation {
  /** What the JDK's sockets say when a virtual thread that waits on them is interrupted. */
  private static final String SOCKET_INTERRUPTED = "Closed by interrupt";

  private Cancellation() {}

  /** Returns the outermost cancellation among the failure and its causes, or null. */
  static @Nullable Throwable in(Throwable failure) {
    for (Throwable each : Causes.of(failure)) {
      if (isOne(each)) {
        return each;
      }
    }
    return null;
  }

  private static boolean isOne(Throwable failure) {
    return failure instanceof CancellationException
        || failure instanceof InterruptedException
        || failure instanceof InterruptedIOException
        || failure instanceof ClosedChannelException
        || failure instanceof FileLockInterruptionException
        || failure instanceof SocketException && SOCKET_INTERRUPTED.equals(Causes.message(failure));
  }
}
