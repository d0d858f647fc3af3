package dev.jobtracker.client;

import dev.jobtracker.text.Causes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of what cannot be reported, once a job and key: tracking never breaks the work, and a loop
 * that reports nonsense must not fill the log.
 */
final class LeftOut {
  private static final Logger LOG = LoggerFactory.getLogger(LeftOut.class);

  private final String taskId;

  /** At most as many as an update has keys. */
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  LeftOut(String taskId) {
    this.taskId = taskId;
  }

  /**
   * Says that the value of this key is left out, with text that is no code of the user any more.
   */
  void warn(String key, String why) {
    if (warned.add(key)) {
      LOG.warn("Job {} goes on without its {}: {}", taskId, key, why);
    }
  }

  void warn(String key, Throwable why) {
    String message = Causes.message(why);
    warn(key, message == null ? Causes.name(why) : message);
  }
}
