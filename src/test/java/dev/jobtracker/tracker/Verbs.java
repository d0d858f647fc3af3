package dev.jobtracker.tracker;

import dev.jobtracker.wire.Batch;
import io.vertx.core.eventbus.Message;

/** What the messages of a bus ask the tracker for, whether alone or in a batch. */
public final class Verbs {
  private Verbs() {}

  /** Returns how often this message asks for the verb. */
  public static int count(Message<?> message, String verb) {
    if (message.address().equals(Batch.ADDRESS)) {
      return (int)
          ((Batch) message.body()).asks().stream().filter(ask -> ask.verb().equals(verb)).count();
    }
    return message.address().equals(verb) ? 1 : 0;
  }
}
