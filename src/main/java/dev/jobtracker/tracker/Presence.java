package dev.jobtracker.tracker;

import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.OwnTracker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that callers meet one map of jobs and not two that answer in turn: one tracker on a
 * Vert.x instance, and in a cluster of them only trackers with one store in common. Whether there
 * is another one in the cluster is asked on the bus, of the living; so what a dead node has left in
 * the cluster's data refuses nobody.
 */
final class Presence {
  private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

  /** The lock of the cluster under which a tracker asks whether there is another one. */
  private static final String TURN = "jobtracker.tracker";

  /** The key, in question and answer, of the store that several trackers may have in common. */
  private static final String STORE = "store";

  /** Two trackers that start at once ask one after the other; this long one waits for the other. */
  private static final long TURN_MILLIS = 10_000;

  /** How long a living tracker may take to answer. */
  private static final DeliveryOptions ANSWER = new DeliveryOptions().setSendTimeout(2_000);

  /** Entries of dead nodes take a turn each at being asked, so one silence tells nothing. */
  private static final int ATTEMPTS = 3;

  private final Vertx vertx;
  private final @Nullable String store;
  private @Nullable MessageConsumer<JsonObject> answers;
  private boolean here;

  /**
   * Creates a presence that nobody sees yet.
   *
   * @param store names the store that trackers may have in common, without its secrets; null where
   *     this tracker's jobs are its own
   */
  Presence(Vertx vertx, @Nullable String store) {
    this.vertx = vertx;
    this.store = store;
  }

  /** Takes the place of the one tracker; fails with a sentence where it is taken. */
  Future<Void> take() {
    if (!OwnTracker.claim(vertx)) {
      return Future.failedFuture("A job tracker is already deployed on this Vert.x instance.");
    }
    here = true;
    return vertx.isClustered() ? takeInCluster() : Future.succeededFuture();
  }

  /** Gives back what was taken; to be called after a failed {@link #take} too. */
  Future<Void> giveBack() {
    if (here) {
      here = false;
      OwnTracker.disclaim(vertx);
    }
    return answers == null ? Future.succeededFuture() : answers.unregister();
  }

  /** The lock makes starts at once one after the other; it is a help, not the proof. */
  private Future<Void> takeInCluster() {
    return vertx
        .sharedData()
        .getLockWithTimeout(TURN, TURN_MILLIS)
        .transform(
            turn ->
                ask(ATTEMPTS)
                    .compose(alone -> answer())
                    .onComplete(
                        taken -> {
                          if (turn.succeeded()) {
                            turn.result().release();
                          }
                        }));
  }

  private Future<Void> ask(int attempts) {
    return vertx
        .eventBus()
        .<JsonObject>request(Addresses.PRESENCE, new JsonObject(), ANSWER)
        .transform(
            asked ->
                asked.succeeded()
                    ? judge(asked.result().body())
                    : judge(asked.cause(), attempts - 1));
  }

  private Future<Void> judge(JsonObject other) {
    if (store != null && Objects.equals(store, other.getValue(STORE))) {
      return Future.succeededFuture();
    }
    return Future.failedFuture(
        "A job tracker is already deployed in this cluster of Vert.x instances; a second one needs"
            + " the same store.url and cluster.name, or callers would meet two maps of jobs.");
  }

  private Future<Void> judge(Throwable silence, int attempts) {
    if (silence instanceof ReplyException failure
        && failure.failureType() == ReplyFailure.NO_HANDLERS) {
      return Future.succeededFuture();
    }
    if (attempts > 0) {
      return ask(attempts);
    }
    LOG.warn("the cluster still lists a job tracker that does not answer; taken for dead");
    return Future.succeededFuture();
  }

  private Future<Void> answer() {
    answers = vertx.eventBus().consumer(Addresses.PRESENCE, this::answer);
    return answers.completion();
  }

  private void answer(Message<JsonObject> question) {
    question.reply(new JsonObject().put(STORE, store));
  }
}
