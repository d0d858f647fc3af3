package dev.jobtracker.web.ops;

import ch.qos.logback.classic.LoggerContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import java.util.List;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Counts the lines of the log, of which an error is a fault of ours. Only Logback can, which is the
 * program's; an application that embeds the module may have any other backend and no class of
 * Logback, so those are touched only where it is the one in use.
 */
final class LogCounts {
  private static final String LOGBACK = "ch.qos.logback.classic.LoggerContext";

  private LogCounts() {}

  /** Counts in this registry until what is returned is run. */
  static Runnable in(MeterRegistry registry) {
    ILoggerFactory backend = LoggerFactory.getILoggerFactory();
    return backend.getClass().getName().equals(LOGBACK)
        ? OfLogback.in(registry, backend)
        : () -> {};
  }

  /** Apart, so that the virtual machine loads it only when it is called. */
  private static final class OfLogback {
    static Runnable in(MeterRegistry registry, ILoggerFactory backend) {
      LogbackMetrics metrics = new LogbackMetrics(List.of(), (LoggerContext) backend);
      metrics.bindTo(registry);
      return metrics::close;
    }
  }
}
