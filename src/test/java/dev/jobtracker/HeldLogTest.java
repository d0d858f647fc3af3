package dev.jobtracker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class HeldLogTest {
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Logger logger = (Logger) LoggerFactory.getLogger(HeldLogTest.class);
  private final ListAppender<ILoggingEvent> target = new ListAppender<>();

  @BeforeEach
  void watchTheRootLogger() {
    target.start();
    root.addAppender(target);
  }

  @AfterEach
  void leaveTheRootLogger() {
    root.detachAppender(target);
  }

  @Test
  void held_events_come_out_once_and_in_order_at_release() {
    HeldLog log = HeldLog.hold();
    logger.info("one");
    logger.info("two");
    assertThat(messages()).isEmpty();
    log.release();
    logger.info("three");
    assertThat(messages()).containsExactly("one", "two", "three");
    log.discard();
    logger.info("four");
    assertThat(messages()).containsExactly("one", "two", "three", "four");
  }

  @Test
  void discarded_events_never_come_out() {
    HeldLog log = HeldLog.hold();
    logger.info("one");
    log.discard();
    logger.info("two");
    assertThat(messages()).containsExactly("two");
  }

  private List<String> messages() {
    return target.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
