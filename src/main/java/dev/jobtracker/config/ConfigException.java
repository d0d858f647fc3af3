package dev.jobtracker.config;

/** A configuration that is refused, in one sentence that names the key, the rule and the value. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String key;

  /**
   * @param key what is wrong: a key with its path such as {@code http.port}, a variable, or a file
   * @param rule what it breaks, without the key
   */
  public ConfigException(String key, String rule) {
    super(key + ": " + rule);
    this.key = key;
  }

  private ConfigException(ConfigException cause, String variable) {
    super(cause.getMessage() + " (set by " + variable + ")", cause);
    this.key = cause.key;
  }

  /** The same refusal, telling which environment variable the value came from. */
  ConfigException setBy(String variable) {
    return new ConfigException(this, variable);
  }

  /** What is wrong: a key with its path such as {@code http.port}, a variable, or a file. */
  public String key() {
    return key;
  }
}
