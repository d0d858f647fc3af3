package dev.jobtracker.tracker;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.job.Scope;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.Bodies;
import dev.jobtracker.wire.Failures;
import dev.jobtracker.wire.RequestJson;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A message that asks the tracker for a verb, and the one way to answer it. It is answered once, by
 * {@link #reply} or {@link #refuse}, at once or later.
 *
 * @param message the message
 * @param bodies makes the reply's body
 * @param refusals counts what is refused
 */
record Question(Message<Object> message, Bodies bodies, RefusalCounters refusals) {
  private static final Logger LOG = LoggerFactory.getLogger(Question.class);
  private static final DeliveryOptions PLAIN = new DeliveryOptions();
  private static final DeliveryOptions CREATED =
      new DeliveryOptions().addHeader(Addresses.CREATED, "true");
  private static final DeliveryOptions FOUND =
      new DeliveryOptions().addHeader(Addresses.CREATED, "false");

  /**
   * Returns what is asked for.
   *
   * @throws JobException {@code INVALID} where it is not a {@code JsonObject}
   */
  JsonObject body() {
    if (message.body() instanceof JsonObject body) {
      return body;
    }
    String found = message.body() == null ? "none" : message.body().getClass().getSimpleName();
    throw new JobException(Kind.INVALID, "the body must be a JsonObject, found " + found);
  }

  /** Returns the verb. */
  String address() {
    return message.address();
  }

  /** Returns whether another node forwards it, so that it must not be forwarded again. */
  boolean isForwarded() {
    return message.headers().contains(Addresses.FORWARDED);
  }

  /** Returns what the caller may see. */
  Scope scope() {
    return RequestJson.readScope(scopeText());
  }

  /** Returns what the caller may see as it stands in the message; null = every job. */
  @Nullable String scopeText() {
    return message.headers().get(Addresses.SCOPE);
  }

  /** Answers with a job, a page, stats or JSON. */
  void reply(Object answer) {
    message.reply(bodies.of(answer), PLAIN);
  }

  /** Answers a create. */
  void reply(Object answer, boolean created) {
    message.reply(bodies.of(answer), created ? CREATED : FOUND);
  }

  /** Answers with the refusal that this failure means; a fault of ours is logged. */
  void refuse(Throwable failure) {
    ReplyException refusal = Failures.toReply(failure);
    refusals.count(refusal.failureCode());
    if (message.replyAddress() == null) {
      refusals.countUnheard();
      LOG.debug("Nobody waits for the refusal of {}: {}", message.address(), refusal.getMessage());
    } else {
      message.reply(refusal);
    }
  }
}
