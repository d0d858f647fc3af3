package dev.jobtracker.wire;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the event loop of a web door asks the tracker in one turn, as one message: its fixed cost, a
 * timer and two changes of thread, then counts once for all. It never leaves the process. Its reply
 * holds {@link Answers}, all that were known at once; later ones go to the address that it names.
 *
 * @param number tells it from the other batches of its sender
 * @param asks what is asked, in this order
 * @param later where answers go that were not known at once
 */
public record Batch(long number, List<Ask> asks, String later) {
  /** The address of the tracker of the same Vert.x instance. */
  public static final String ADDRESS = "jobtracker.batch";

  /**
   * One verb.
   *
   * @param verb one of {@link Addresses#VERBS} or {@link Addresses#METRICS}
   * @param body what a message to the verb would carry; belongs to the receiver
   * @param scope what the caller may see, as the header {@link Addresses#SCOPE}; null = every job
   * @param forwarded whether another node forwards it
   */
  public record Ask(String verb, JsonObject body, @Nullable String scope, boolean forwarded) {}

  /**
   * Answers to asks of one batch.
   *
   * @param batch the number of the batch
   */
  public record Answers(long batch, List<Answer> answers) {}

  /**
   * The answer to one ask.
   *
   * @param index the ask's place in its batch
   * @param body as {@link Bodies} takes it; null where it was refused
   * @param refusal as {@link Failures} makes it; null where it was not refused
   */
  public record Answer(
      int index, @Nullable Object body, boolean created, @Nullable ReplyException refusal) {}
}
