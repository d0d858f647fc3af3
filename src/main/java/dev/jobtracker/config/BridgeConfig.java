package dev.jobtracker.config;

/**
 * The event-bus bridge for browsers: contract section 9, {@code bridge}.
 *
 * @param enabled whether {@code /eventbus} is served
 * @param allowWrites whether create, update and cancel pass it
 */
public record BridgeConfig(boolean enabled, boolean allowWrites) {
  private static final Key<Boolean> ENABLED = Key.flag("bridge.enabled", false);
  private static final Key<Boolean> ALLOW_WRITES = Key.flag("bridge.allow_writes", false);

  static BridgeConfig read(Section section) {
    BridgeConfig config = new BridgeConfig(section.get(ENABLED), section.get(ALLOW_WRITES));
    section.end();
    return config;
  }
}
