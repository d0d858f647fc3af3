package dev.jobtracker.tracker;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.job.Scope;
import dev.jobtracker.wire.Failures;
import dev.jobtracker.wire.RequestJson;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What somebody asks the tracker, and the one way to answer it. It is answered once, by {@link
 * #reply} or {@link #refuse}, at once or later.
 *
 * @param asker who asks
 * @param refusals counts what is refused
 */
record Question(Asker asker, RefusalCounters refusals) {
  private static final Logger LOG = LoggerFactory.getLogger(Question.class);

  /**
   * Returns what is asked for.
   *
   * @throws JobException {@code INVALID} where it is not a {@code JsonObject}
   */
  JsonObject body() {
    Object sent = asker.body();
    if (sent instanceof JsonObject body) {
      return body;
    }
    String found = sent == null ? "none" : sent.getClass().getSimpleName();
    throw new JobException(Kind.INVALID, "the body must be a JsonObject, found " + found);
  }

  /** Returns the verb. */
  String verb() {
    return asker.verb();
  }

  /** Returns whether another node forwards it, so that it must not be forwarded again. */
  boolean isForwarded() {
    return asker.isNode();
  }

  /** Returns what the caller may see. */
  Scope scope() {
    return RequestJson.readScope(asker.scope());
  }

  /** Returns what the caller may see as it was sent; null = every job. */
  @Nullable String scopeText() {
    return asker.scope();
  }

  /** Answers with a job, a page, stats or JSON. */
  void reply(Object answer) {
    asker.reply(answer, null);
  }

  /** Answers a create. */
  void reply(Object answer, boolean created) {
    asker.reply(answer, created);
  }

  /** Answers with the refusal that this failure means; a fault of ours is logged. */
  void refuse(Throwable failure) {
    ReplyException refusal = Failures.toReply(failure);
    refusals.count(refusal.failureCode());
    if (asker.waits()) {
      asker.refuse(refusal);
    } else {
      refusals.countUnheard();
      LOG.debug("Nobody waits for the refusal of {}: {}", verb(), refusal.getMessage());
    }
  }
}
