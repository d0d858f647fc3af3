package dev.jobtracker;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Log events that wait until it is known whether the program starts: a start that fails says one
 * sentence on standard error, and no log lines around it.
 */
final class HeldLog extends AppenderBase<ILoggingEvent> {
  /** A start logs a few lines; what is over this many is dropped. */
  private static final int MAX_EVENTS = 1000;

  private final List<Appender<ILoggingEvent>> targets = new ArrayList<>();

  /** What waits; null once the events pass through. */
  private @Nullable List<ILoggingEvent> waiting = new ArrayList<>();

  /** Steps between the root logger and its appenders; with another backend than ours, nowhere. */
  static HeldLog hold() {
    HeldLog log = new HeldLog();
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
      root.iteratorForAppenders().forEachRemaining(log.targets::add);
      log.setContext(context);
      log.start();
      root.addAppender(log);
      log.targets.forEach(root::detachAppender);
    }
    return log;
  }

  /** Writes what waited. It stays in its place, so that no event of another thread can slip by. */
  synchronized void release() {
    List<ILoggingEvent> events = waiting == null ? List.of() : waiting;
    waiting = null;
    events.forEach(this::append);
  }

  /** Forgets what waited, and steps out. */
  synchronized void discard() {
    waiting = null;
    if (getContext() instanceof LoggerContext context) {
      Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
      targets.forEach(root::addAppender);
      root.detachAppender(this);
    }
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (waiting == null) {
      targets.forEach(target -> target.doAppend(event));
    } else if (waiting.size() < MAX_EVENTS) {
      event.prepareForDeferredProcessing();
      waiting.add(event);
    }
  }
}
