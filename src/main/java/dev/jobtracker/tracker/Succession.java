package dev.jobtracker.tracker;

import dev.jobtracker.config.ConfigException;
import dev.jobtracker.store.StoreException;
import dev.jobtracker.store.Turn;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the jobs of a store have a term, here or at another node:
 *
 * <pre>
 *   taking --held--> at work --lost--> taking, with an empty map
 *     ^  |
 *     |  +--another node has the right--> standing by, with a map that follows
 *     +----------- poll --------------------+
 * </pre>
 *
 * <p>Used on the tracker's event loop.
 */
final class Succession {
  private static final Logger LOG = LoggerFactory.getLogger(Succession.class);
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  private final Vertx vertx;
  private final StoreThread store;
  private final TermOpening opening;
  private final Duration poll;
  private final Station station;
  private final Promise<Void> first = Promise.promise();
  private long startUntil;
  private boolean troubled;
  private boolean ended;

  /** Hears which role this process has. */
  interface Station {
    /** This process answers from these jobs. */
    void atWork(Term term, Turn turn);

    /** Another process answers; the turn tells where it is reached, if anybody knows. */
    void standingBy(Turn turn);

    /** Returns where nobody listens, though the process that answers is reached there; or null. */
    @Nullable String unreached();

    /** This process has lost its jobs, and knows of nobody who answers. */
    void idle();
  }

  Succession(StoreThread store, TermOpening opening, Duration poll, Station station) {
    this.vertx = store.vertx();
    this.store = store;
    this.opening = opening;
    this.poll = poll;
    this.station = station;
  }

  /** Begins; completes with the first role, and fails where there is none within this time. */
  Future<Void> begin(Duration patience) {
    startUntil = System.nanoTime() + patience.toNanos();
    take(opening.candidate(store), FIRST_PAUSE_MILLIS);
    return first.future();
  }

  private void take(TermOpening.Candidate candidate, long pause) {
    if (ended) {
      return;
    }
    store
        .take(candidate.reader(), station.unreached())
        .onSuccess(turn -> taken(candidate, turn))
        .onFailure(failure -> notTaken(candidate, pause, failure));
  }

  private void taken(TermOpening.Candidate candidate, Turn turn) {
    if (ended) {
      return;
    }
    if (troubled) {
      troubled = false;
      LOG.info("The store answers again.");
    }
    if (turn.held()) {
      candidate.begin(turn, this::lost).onSuccess(term -> begun(term, turn));
      return;
    }
    vertx.setTimer(poll.toMillis(), timer -> take(candidate, FIRST_PAUSE_MILLIS));
    station.standingBy(turn);
    first.tryComplete();
  }

  private void begun(Term term, Turn turn) {
    if (!ended) {
      station.atWork(term, turn);
      first.tryComplete();
    }
  }

  private void notTaken(TermOpening.Candidate candidate, long pause, Throwable failure) {
    if (ended) {
      return;
    }
    boolean passing =
        failure instanceof StoreException known && known.kind() == StoreException.Kind.PASSING;
    boolean started = first.future().isComplete();
    if (!started && (!passing || System.nanoTime() - startUntil > 0)) {
      ended = true;
      first.fail(opening.refusal(failure, passing));
      return;
    }
    if (started && !troubled) {
      troubled = true;
      LOG.warn("The store cannot be read, and is tried again: {}", failure.getMessage());
    }
    long longer = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    TermOpening.Candidate next = passing ? candidate : opening.candidate(store);
    vertx.setTimer(pause, timer -> take(next, longer));
  }

  /** Returns whether the store does not answer. */
  boolean isTroubled() {
    return troubled;
  }

  private void lost() {
    if (!ended) {
      station.idle();
      take(opening.candidate(store), FIRST_PAUSE_MILLIS);
    }
  }

  /** Takes nothing any more, and gives back what is held. */
  Future<Void> end() {
    ended = true;
    first.tryFail(new ConfigException("store", "was given up before it was open"));
    return store.close();
  }
}
