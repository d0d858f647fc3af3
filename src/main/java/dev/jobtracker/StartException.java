package dev.jobtracker;

import dev.jobtracker.config.ConfigException;
import dev.jobtracker.config.HttpConfig;
import java.net.BindException;
import java.net.SocketException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Why the program could not start, in one sentence for the person who started it. */
final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private StartException(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /** The sentence for a verticle that failed to deploy. */
  static RuntimeException of(String verticle, HttpConfig http, Throwable cause) {
    ConfigException config = find(cause, ConfigException.class);
    if (config != null) {
      return config;
    }
    Throwable root = root(cause);
    if (find(cause, SocketException.class) != null
        || find(cause, UnknownHostException.class) != null) {
      return new StartException(socket(http, root), cause);
    }
    String name = verticle.substring(verticle.lastIndexOf('.') + 1);
    if (http.tls() && verticle.equals(Program.WEB)) {
      // Of what the web verticle does at its start, only the PEM files come from outside.
      String key = "http.cert: cannot serve TLS with \"%s\" and the http.key \"%s\": %s";
      return new StartException(key.formatted(http.cert(), http.key(), message(root)), cause);
    }
    return new StartException(name + ": cannot start: " + message(root), cause);
  }

  private static String socket(HttpConfig http, Throwable root) {
    String message = message(root);
    String where = "port %d of %s".formatted(http.port(), http.host());
    // Java has one class for every refusal to bind, so its text is all there is to tell them apart.
    return find(root, BindException.class) != null && message.contains("in use")
        ? "http.port: " + where + " is already in use"
        : "http.port: cannot listen on " + where + ": " + message;
  }

  private static String message(Throwable e) {
    return e.getMessage() == null ? e.getClass().getName() : e.getMessage();
  }

  private static Throwable root(Throwable e) {
    return e.getCause() == null ? e : root(e.getCause());
  }

  private static <T extends Throwable> @Nullable T find(@Nullable Throwable e, Class<T> type) {
    return e == null || type.isInstance(e) ? type.cast(e) : find(e.getCause(), type);
  }
}
