package dev.jobtracker.tracker;

import dev.jobtracker.config.Config;
import dev.jobtracker.store.JobStore;
import dev.jobtracker.store.JobStores;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.Batch;
import dev.jobtracker.wire.Bodies;
import dev.jobtracker.wire.OwnTracker;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  /** How often the right to write is renewed while it lasts. */
  private static final int RENEWALS = 3;

  private static final Map<String, BiConsumer<Term, Question>> VERBS =
      Map.of(
          Addresses.CREATE, Term::create,
          Addresses.UPDATE, Term::update,
          Addresses.GET, Term::get,
          Addresses.LIST, Term::list,
          Addresses.CANCEL, Term::cancel,
          Addresses.DELETE, Term::delete,
          Addresses.CLEAR, Term::clear,
          Addresses.STATS, Term::stats,
          Addresses.METRICS, Term::metrics);

  private final InstantSource clock;
  private final Pauses pauses;
  private final @Nullable JobStore ownStore;
  private final RefusalCounters refusals = new RefusalCounters();
  private Config config;
  private Presence presence;
  private @Nullable Bodies bodies;
  private Outlet outlet;
  private Roles roles;
  private @Nullable Succession succession;
  private boolean reachable;
  private Runnable endSessions = () -> {};

  /** Creates a tracker that tells the time of the system. */
  public JobTrackerVerticle() {
    this(InstantSource.system());
  }

  /** Creates a tracker that tells the time of this clock. */
  public JobTrackerVerticle(InstantSource clock) {
    this(clock, InstantSource.system(), null);
  }

  /**
   * Creates a tracker that also sees by this other clock when nobody could listen.
   *
   * @param ownStore a store in place of the configured one; null = the configured one, if any
   */
  @SuppressWarnings("NullAway.Init")
  JobTrackerVerticle(InstantSource clock, InstantSource pulse, @Nullable JobStore ownStore) {
    this.clock = clock;
    this.ownStore = ownStore;
    this.pauses = new Pauses(pulse, TICK);
  }

  @Override
  public Future<?> start() {
    config = Config.from(config());
    OwnUrl.require(config);
    presence = new Presence(vertx, commonStore());
    return presence.take().compose(alone -> begin()).recover(this::giveBack);
  }

  /** Returns the name of the store that trackers may have in common; the query may hold secrets. */
  private @Nullable String commonStore() {
    String url = config.store().url();
    return url == null ? null : url.replaceFirst("\\?.*", "") + " " + config.cluster().name();
  }

  private Future<?> begin() {
    return Authorities.read(vertx, config.cluster()).compose(this::begin);
  }

  private Future<?> begin(@Nullable Buffer authorities) {
    bodies = Bodies.open(vertx);
    outlet = new Outlet(vertx, bodies);
    roles = new Roles(outlet, config, authorities);
    return firstTerm(new TermOpening(outlet, config, clock, refusals))
        .compose(first -> answerVerbs())
        .onSuccess(answering -> roles.heard())
        .compose(answering -> roles.reachedSoon())
        .compose(reached -> SessionNews.begin(vertx, config))
        .onSuccess(
            end -> {
              endSessions = end;
              OwnTracker.listens(vertx, true);
            });
  }

  private Future<Void> firstTerm(TermOpening opening) {
    if (ownStore == null && !config.store().durable()) {
      roles.atWork(opening.inMemory(), Roles.ALONE);
      return Future.succeededFuture();
    }
    JobStore chosen = ownStore == null ? JobStores.of(config, clock, this::ownUrl) : ownStore;
    StoreThread store = new StoreThread(vertx, chosen);
    succession = new Succession(store, opening, config.cluster().poll(), roles);
    if (config.store().url() != null) {
      vertx.setPeriodic(config.cluster().lease().toMillis() / RENEWALS, timer -> renew());
    }
    return succession.begin(config.store().commitTimeout());
  }

  /** Returns where other nodes reach this one, once that is known. */
  private @Nullable String ownUrl() {
    return OwnUrl.of(vertx, config);
  }

  private void renew() {
    if (roles.term() != null) {
      roles.term().renew();
    }
  }

  private Future<?> answerVerbs() {
    pauses.begin();
    tick();
    Inquiries inquiries = new Inquiries(vertx, config.store(), roles, this::isTroubled);
    List<Future<Void>> consumers = new ArrayList<>();
    VERBS.keySet().forEach(verb -> consumers.add(hear(verb)));
    return Future.all(consumers)
        .compose(answering -> hearBatches())
        .compose(answering -> inquiries.begin());
  }

  private Future<Void> hear(String verb) {
    return vertx
        .eventBus()
        .consumer(verb, (Message<Object> message) -> answer(new Asker.OnTheBus(message, bodies)))
        .completion();
  }

  private Future<Void> hearBatches() {
    return vertx
        .eventBus()
        .localConsumer(
            Batch.ADDRESS, (Message<Batch> message) -> outlet.answer(message, this::answer))
        .completion();
  }

  private void answer(Asker asker) {
    roles.answer(
        new Question(asker, refusals),
        (term, question) -> {
          leavePausesOut();
          VERBS.get(question.verb()).accept(term, question);
        });
  }

  private boolean isTroubled() {
    return succession != null && succession.isTroubled();
  }

  /**
   * Looks after deadlines, unless the process has just been stopped: then what waits to be read is
   * read first. A timer of its own each time, because the ticks that a periodic one has missed
   * would come in a row.
   */
  private void tick() {
    leavePausesOut();
    tellOwnUrl();
    if (!pauses.justOver()) {
      // Behind the messages that wait already.
      vertx.runOnContext(next -> sweep());
    }
    vertx.setTimer(TICK.toMillis(), timer -> tick());
  }

  /** The web door may open after the tracker, and the other nodes are to hear of it at once. */
  private void tellOwnUrl() {
    if (!reachable && config.store().url() != null && ownUrl() != null) {
      reachable = true;
      renew();
    }
  }

  private void leavePausesOut() {
    Duration pause = pauses.look();
    Term term = roles.term();
    if (!pause.isZero() && term != null) {
      LOG.debug("Nobody could listen for {}; no job was silent then", pause);
      term.skip(pause);
    }
  }

  private void sweep() {
    if (roles.term() != null) {
      roles.term().sweep();
    }
  }

  @Override
  public Future<?> stop() {
    if (bodies == null) {
      return Future.succeededFuture();
    }
    OwnTracker.listens(vertx, false);
    roles.close();
    endSessions.run();
    return endTerm().transform(ended -> giveBack());
  }

  private Future<Void> endTerm() {
    Term term = roles.term();
    if (term == null) {
      return Future.succeededFuture();
    }
    return term.end()
        .onComplete(
            ended -> {
              if (succession == null) {
                vertx.eventBus().publish(Addresses.ENDED, new JsonObject());
              }
            });
  }

  /** Gives back all that a start takes; a start that failed must not block a later one. */
  private Future<Void> giveBack() {
    Future<Void> closed = succession == null ? Future.succeededFuture() : succession.end();
    return closed.transform(
        given -> {
          if (bodies != null) {
            bodies.close();
          }
          return presence.giveBack();
        });
  }

  private <T> Future<T> giveBack(Throwable failure) {
    if (roles != null) {
      roles.close();
    }
    return giveBack().transform(given -> Future.failedFuture(failure));
  }
}
