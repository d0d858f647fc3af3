package dev.jobtracker;

import dev.jobtracker.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Why the program could not start, in one sentence for the person who started it. */
final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private StartException(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /** The sentence for a verticle that failed to deploy. */
  static RuntimeException of(String verticle, Throwable cause) {
    ConfigException config = config(cause);
    if (config != null) {
      return config;
    }
    Throwable root = root(cause);
    String name = verticle.substring(verticle.lastIndexOf('.') + 1);
    String message = root.getMessage() == null ? root.getClass().getName() : root.getMessage();
    return new StartException(name + ": cannot start: " + message, cause);
  }

  private static @Nullable ConfigException config(@Nullable Throwable e) {
    return e == null || e instanceof ConfigException ? (ConfigException) e : config(e.getCause());
  }

  private static Throwable root(Throwable e) {
    return e.getCause() == null ? e : root(e.getCause());
  }
}
