package dev.jobtracker.tracker;

import dev.jobtracker.config.Config;
import dev.jobtracker.store.Turn;
import dev.jobtracker.tracker.WaitingRoom.Waiting;
import dev.jobtracker.wire.Absence;
import dev.jobtracker.wire.Addresses;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The roles of a tracker, as they come and go, and who answers a question then:
 *
 * <pre>
 *   at work         this process, from its own map
 *   standing by     the active node, once it is reached; until then questions wait, and also while
 *                   it says that it answers nothing, as one does that is being stopped
 *   neither         nobody: questions wait for a moment
 * </pre>
 *
 * <p>Used on the tracker's event loop.
 */
final class Roles implements Succession.Station {
  private static final Logger LOG = LoggerFactory.getLogger(Roles.class);

  /** How a tracker stands that shares its jobs with nobody. */
  static final Turn ALONE = new Turn(true, 0, null, null, 0, 0, 0);

  /** How long a start waits for the active node to be reached. */
  private static final long PATIENCE_MILLIS = 2_000;

  /** When an active node is asked again that answers nothing at present. */
  private static final long AGAIN_MILLIS = 200;

  private final Vertx vertx;
  private final Outlet outlet;

  /** Whether other nodes may have the same jobs. */
  private final boolean shared;

  private final WaitingRoom waiting;
  private final Forwarder forwarder;
  private final Promise<Void> firstReached = Promise.promise();
  private @Nullable Term term;
  private Turn known = ALONE;

  /** Whether the verbs have consumers. */
  private boolean heard;

  private boolean stopping;

  /** Whether the active node answers nothing at present, though it is reached. */
  private boolean absent;

  private long lastCame = System.nanoTime();

  /**
   * Creates a tracker that is nothing yet.
   *
   * @param authorities certificates in PEM whom to trust beside the JDK's own, or null
   */
  Roles(Outlet outlet, Config config, @Nullable Buffer authorities) {
    this.vertx = outlet.vertx();
    this.outlet = outlet;
    this.shared = config.store().url() != null;
    this.waiting = new WaitingRoom(vertx);
    this.forwarder = new Forwarder(outlet, config, authorities, this::reached);
  }

  @Override
  public void atWork(Term next, Turn turn) {
    term = next;
    known = turn;
    forwarder.close();
    firstReached.tryComplete();
    if (turn.epoch() > 0) {
      LOG.info("This node is the active one, in epoch {}.", turn.epoch());
    }
    askAgain();
    publish();
  }

  @Override
  public void standingBy(Turn turn) {
    known = turn;
    forwarder.turnTo(turn.holder(), turn.secret());
  }

  @Override
  public @Nullable String unreached() {
    return forwarder.unreached();
  }

  @Override
  public void idle() {
    term = null;
  }

  /** The active node can be asked: what waits goes there. */
  private void reached() {
    firstReached.tryComplete();
    askAgain();
    publish();
  }

  private void askAgain() {
    absent = false;
    waiting.open(this::passOn);
  }

  /** A node that stands by answers best when it has reached the active one, which may not last. */
  Future<Void> reachedSoon() {
    if (term == null) {
      // A timer, since the timeout of a future without a context ends on a thread that is not ours.
      vertx.setTimer(PATIENCE_MILLIS, timer -> firstReached.tryComplete());
    }
    return firstReached.future();
  }

  /** The verbs have their consumers now: whoever is told so may ask at once. */
  void heard() {
    heard = true;
    if (term != null || forwarder.isReached()) {
      publish();
    }
  }

  /** Tells those who keep state of their own that they must read it anew (contract, section 12). */
  private void publish() {
    if (!heard) {
      return;
    }
    outlet.sendAnswers();
    vertx
        .eventBus()
        .publish(
            Addresses.TRACKER, new JsonObject().put("role", role()).put("epoch", known.epoch()));
  }

  /** Returns the name of the present role. */
  String role() {
    if (!shared) {
      return "alone";
    }
    return term == null ? "standby" : "active";
  }

  /** Returns the term of a tracker at work, else null. */
  @Nullable Term term() {
    return term;
  }

  /** Returns what the nodes have in common, or null where there are none. */
  @Nullable String secret() {
    return known.secret();
  }

  /** Returns whether questions are answered, here or by the active node. */
  boolean answers() {
    boolean answers = term == null ? isReached() : term.isWritable();
    return answers && !stopping;
  }

  private boolean isReached() {
    return forwarder.isReached() && !absent;
  }

  /** Answers every question, whatever happens: silence would leave the caller to its timeout. */
  void answer(Question question, BiConsumer<Term, Question> verb) {
    if (term == null && !stopping && !question.isForwarded()) {
      lastCame = Math.max(lastCame + 1, System.nanoTime());
      passOn(new Waiting(question, verb, lastCame));
      return;
    }
    try {
      if (stopping) {
        throw Absence.STOPPING.refusal();
      } else if (term == null) {
        throw Absence.NOT_AT_WORK.refusal();
      }
      verb.accept(term, question);
    } catch (RuntimeException | Error failure) {
      question.refuse(failure);
    }
  }

  /** Answers what came when this node was not at work, from now on by whoever is. */
  private void passOn(Waiting one) {
    if (term != null || stopping) {
      answer(one.question(), one.verb());
      return;
    }
    try {
      if (isReached()) {
        forwarder.forward(one.question(), () -> passOn(one), () -> passOnLater(one));
      } else {
        waiting.add(one);
      }
    } catch (RuntimeException | Error failure) {
      one.question().refuse(failure);
    }
  }

  /** The active node answers nothing at present: it is about to be replaced, or to begin anew. */
  private void passOnLater(Waiting one) {
    if (!absent) {
      absent = true;
      vertx.setTimer(AGAIN_MILLIS, now -> askAgain());
    }
    passOn(one);
  }

  /** Answers nothing any more; a term goes on until it is ended. */
  void close() {
    stopping = true;
    waiting.close(Absence.STOPPING.refusal());
    forwarder.close();
  }
}
