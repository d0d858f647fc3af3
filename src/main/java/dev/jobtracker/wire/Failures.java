package dev.jobtracker.wire;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How failures cross the event bus: a {@link JobException} leaves as a {@link ReplyException} with
 * the code of HTTP and the same sentence, and becomes a {@link JobException} again on the other
 * side (contract, section 5).
 */
public final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  /**
   * What a sentence says where a change may have been carried out or not (contract, section 5): the
   * only failures after which something may have changed.
   */
  public static final String FATE_UNKNOWN = "it is not known whether";

  /** How Vert.x answers what a consumer that left meanwhile has not read, at once. */
  private static final String DISCARDED = "Discarded the request";

  private static final String UNANSWERED =
      "the tracker did not answer in time, " + FATE_UNKNOWN + " it did what was asked";

  private Failures() {}

  /** Returns whether a change that failed so may have been carried out all the same. */
  public static boolean mayHaveBeenDone(JobException failure) {
    return failure.kind() == Kind.UNAVAILABLE && failure.getMessage().contains(FATE_UNKNOWN);
  }

  /** Returns what to answer on the bus. A fault of ours is logged and shows an id only. */
  public static ReplyException toReply(Throwable failure) {
    JobException refusal = refusal(failure);
    return new ReplyException(
        ReplyFailure.RECIPIENT_FAILURE, refusal.kind().code(), refusal.getMessage());
  }

  /**
   * Returns the refusal that a failure means to a caller, whatever way it came: as itself, over the
   * bus, or as a fault of ours, which is logged under an id.
   */
  public static JobException refusal(Throwable failure) {
    if (failure instanceof JobException refusal) {
      return refusal;
    }
    if (failure instanceof ReplyException reply) {
      return fromReply(reply);
    }
    String id = UUID.randomUUID().toString();
    LOG.error("Fault {}", id, failure);
    return new JobException(Kind.FAULT, "an internal fault, which the log holds under id " + id);
  }

  private static JobException fromReply(ReplyException reply) {
    return switch (reply.failureType()) {
      case NO_HANDLERS -> Absence.NOT_RUNNING.refusal();
      case TIMEOUT -> unanswered(String.valueOf(reply.getMessage()));
      default -> new JobException(kindOf(reply.failureCode()), String.valueOf(reply.getMessage()));
    };
  }

  private static JobException unanswered(String message) {
    return message.startsWith(DISCARDED)
        ? Absence.NOT_RUNNING.refusal()
        : JobException.unavailable(UNANSWERED);
  }

  private static Kind kindOf(int code) {
    for (Kind kind : Kind.values()) {
      if (kind.code() == code) {
        return kind;
      }
    }
    return Kind.FAULT;
  }
}
