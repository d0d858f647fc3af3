package dev.jobtracker.tracker;

import dev.jobtracker.config.Config;
import dev.jobtracker.config.StoreConfig;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.store.JobStores;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.Bodies;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the job map and answers the eight verbs of {@link Addresses} on the event bus (contract,
 * sections 4 and 6). One per Vert.x instance. Its {@code config()} is the whole configuration
 * document; without one it runs on defaults. Everything here happens on one event loop.
 */
public final class JobTrackerVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(JobTrackerVerticle.class);
  private static final Duration TICK = Duration.ofMillis(250);
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  private final InstantSource clock;
  private final Pauses pauses;
  private final RefusalCounters refusals = new RefusalCounters();
  private Config config;
  private Presence presence;
  private @Nullable Bodies bodies;
  private WaitingRoom waiting;
  private TermOpening opening;
  private @Nullable StoreThread store;
  private @Nullable Term term;
  private boolean stopping;

  /** Creates a tracker that tells the time of the system. */
  public JobTrackerVerticle() {
    this(InstantSource.system());
  }

  /** Creates a tracker that tells the time of this clock. */
  public JobTrackerVerticle(InstantSource clock) {
    this(clock, InstantSource.system());
  }

  /** Creates a tracker that also sees by this other clock when nobody could listen. */
  @SuppressWarnings("NullAway.Init")
  JobTrackerVerticle(InstantSource clock, InstantSource pulse) {
    this.clock = clock;
    this.pauses = new Pauses(pulse, TICK);
  }

  @Override
  public Future<?> start() {
    config = Config.from(config());
    presence = new Presence(vertx, null);
    return presence.take().compose(alone -> begin()).recover(this::giveBack);
  }

  private Future<?> begin() {
    bodies = Bodies.open(vertx);
    waiting = new WaitingRoom(vertx);
    opening = new TermOpening(vertx, config, clock, bodies, refusals);
    return firstTerm().compose(first -> answerVerbs());
  }

  private Future<Void> firstTerm() {
    if (!config.store().durable()) {
      term = opening.inMemory();
      return Future.succeededFuture();
    }
    store = new StoreThread(vertx, JobStores.of(config.store()));
    return opening.fromStore(store, this::lost).onSuccess(this::work).mapEmpty();
  }

  private void work(Term next) {
    term = next;
    waiting.open();
  }

  /** The term must not go on; all that is stored is loaded anew. */
  private void lost() {
    term = null;
    reopen(FIRST_PAUSE_MILLIS);
  }

  private void reopen(long pause) {
    if (stopping) {
      return;
    }
    opening
        .fromStore(store, this::lost)
        .onSuccess(
            next -> {
              LOG.info("The jobs are loaded anew.");
              work(next);
              publishAtWork();
            })
        .onFailure(
            failure -> {
              LOG.error("The jobs cannot be loaded anew: {}", failure.getMessage());
              long longer = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
              vertx.setTimer(pause, timer -> reopen(longer));
            });
  }

  /** Tells those who keep state of their own that they must read it anew (contract, section 12). */
  private void publishAtWork() {
    vertx
        .eventBus()
        .publish(Addresses.TRACKER, new JsonObject().put("role", "alone").put("epoch", 1));
  }

  private Future<?> answerVerbs() {
    pauses.begin();
    tick();
    List<Future<Void>> consumers = new ArrayList<>();
    consumers.add(consume(Addresses.CREATE, Term::create));
    consumers.add(consume(Addresses.UPDATE, Term::update));
    consumers.add(consume(Addresses.GET, Term::get));
    consumers.add(consume(Addresses.LIST, Term::list));
    consumers.add(consume(Addresses.CANCEL, Term::cancel));
    consumers.add(consume(Addresses.DELETE, Term::delete));
    consumers.add(consume(Addresses.CLEAR, Term::clear));
    consumers.add(consume(Addresses.STATS, Term::stats));
    consumers.add(consume(Addresses.METRICS, Term::metrics));
    consumers.add(vertx.eventBus().consumer(Addresses.HEALTH, this::health).completion());
    return Future.all(consumers);
  }

  private Future<Void> consume(String address, BiConsumer<Term, Question> verb) {
    return vertx
        .eventBus()
        .consumer(
            address,
            (Message<Object> message) -> answer(new Question(message, bodies, refusals), verb))
        .completion();
  }

  /** Answers every message, whatever happens: silence would leave the caller to its timeout. */
  private void answer(Question question, BiConsumer<Term, Question> verb) {
    try {
      if (stopping) {
        throw stopped();
      } else if (term != null) {
        leavePausesOut();
        verb.accept(term, question);
      } else {
        waiting.add(question, later -> answer(later, verb));
      }
    } catch (RuntimeException failure) {
      question.refuse(failure);
    }
  }

  private static JobException stopped() {
    return new JobException(Kind.UNAVAILABLE, "the tracker is stopping");
  }

  private void health(Message<Object> message) {
    message.reply(
        new JsonObject()
            .put("up", !stopping && term != null && term.isWritable())
            .put("role", "alone")
            .put("store", kindOf(config.store())));
  }

  private static String kindOf(StoreConfig store) {
    if (store.file() != null) {
      return "file";
    }
    return store.url() != null ? "postgresql" : "memory";
  }

  /**
   * Looks after deadlines, unless the process has just been stopped: then what waits to be read is
   * read first. A timer of its own each time, because the ticks that a periodic one has missed
   * would come in a row.
   */
  private void tick() {
    leavePausesOut();
    if (!pauses.justOver()) {
      // Behind the messages that wait already.
      vertx.runOnContext(next -> sweep());
    }
    vertx.setTimer(TICK.toMillis(), timer -> tick());
  }

  private void leavePausesOut() {
    Duration pause = pauses.look();
    if (!pause.isZero() && term != null) {
      LOG.debug("Nobody could listen for {}; no job was silent then", pause);
      term.skip(pause);
    }
  }

  private void sweep() {
    if (term != null) {
      term.sweep();
    }
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    if (bodies == null) {
      return Future.succeededFuture();
    }
    waiting.close(stopped());
    return endTerm().transform(ended -> giveBack());
  }

  private Future<Void> endTerm() {
    if (term == null) {
      return Future.succeededFuture();
    }
    return term.end()
        .onComplete(
            ended -> {
              if (store == null) {
                vertx.eventBus().publish(Addresses.ENDED, new JsonObject());
              }
            });
  }

  /** Gives back all that a start takes; a start that failed must not block a later one. */
  private Future<Void> giveBack() {
    Future<Void> closed = store == null ? Future.succeededFuture() : store.close();
    return closed.transform(
        given -> {
          if (bodies != null) {
            bodies.close();
          }
          return presence.giveBack();
        });
  }

  private <T> Future<T> giveBack(Throwable failure) {
    stopping = true;
    return giveBack().transform(given -> Future.failedFuture(failure));
  }
}
