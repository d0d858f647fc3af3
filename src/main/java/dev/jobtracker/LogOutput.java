package dev.jobtracker;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.util.ConfigurationWatchListUtil;
import org.slf4j.LoggerFactory;

/**
 * Where the program's log goes: to standard error, as standard output carries the ready line and
 * nothing else. In code, because to read the same from an XML file is a tenth of the whole start,
 * and so that the library, which is in the same jar, sets up nobody's log; a configuration file of
 * Logback's that the user brings along counts instead.
 */
final class LogOutput {
  private static final String PATTERN =
      "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\"} %-5level [%thread] %logger{20}: %msg%n";

  private LogOutput() {}

  /** Sets the log up, before anything is logged; does nothing with another backend than Logback. */
  static void setUp() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
        && ConfigurationWatchListUtil.getMainWatchURL(context) == null) {
      context.reset();
      Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
      root.setLevel(Level.INFO);
      root.addAppender(standardError(context));
      context.getLogger("io.netty").setLevel(Level.WARN);
      context.getLogger("io.vertx").setLevel(Level.WARN);
      // What clients of the event-bus bridge do wrong is no error of ours; they are told.
      context
          .getLogger("io.vertx.ext.web.handler.sockjs.impl.EventBusBridgeImpl")
          .setLevel(Level.OFF);
    }
  }

  /** Has nothing logged, for a command whose output belongs to somebody else. */
  static void silence() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.reset();
      context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    }
  }

  private static ConsoleAppender<ILoggingEvent> standardError(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    return appender;
  }
}
