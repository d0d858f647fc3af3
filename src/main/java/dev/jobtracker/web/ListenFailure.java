package dev.jobtracker.web;

import dev.jobtracker.config.ConfigException;
import dev.jobtracker.config.HttpConfig;
import io.netty.channel.unix.Errors.NativeIoException;
import java.net.SocketException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Why the server could not be opened, in the words of the configuration that asked for it. */
final class ListenFailure {
  private ListenFailure() {}

  /** Returns a sentence that names the key where there is one to blame, else the failure itself. */
  static Throwable explained(HttpConfig http, Throwable failure) {
    if (isUnknownHost(failure)) {
      return new ConfigException("http.host", "there is no host \"" + http.host() + "\"");
    }
    Throwable root = root(failure);
    if (root instanceof SocketException || root instanceof NativeIoException) {
      String rule = "cannot listen on %s:%d: %s";
      return new ConfigException("http.port", rule.formatted(http.host(), http.port(), why(root)));
    }
    if (http.tls()) {
      // Nothing else that the server needs to listen comes from outside but the PEM files.
      String rule = "cannot serve TLS with \"%s\" and the http.key \"%s\": %s";
      return new ConfigException("http.cert", rule.formatted(http.cert(), http.key(), why(root)));
    }
    return failure;
  }

  /** The native transport begins with the name of its system call, which tells nobody anything. */
  private static String why(Throwable root) {
    String message = String.valueOf(root.getMessage());
    return root instanceof NativeIoException
        ? message.substring(message.lastIndexOf(": ") + 2)
        : message;
  }

  /** Beneath it there is the answer of the name server, in words for nobody. */
  private static boolean isUnknownHost(@Nullable Throwable e) {
    return e instanceof UnknownHostException || e != null && isUnknownHost(e.getCause());
  }

  private static Throwable root(Throwable e) {
    return e.getCause() == null ? e : root(e.getCause());
  }
}
