package dev.jobtracker.tracker;

import dev.jobtracker.config.Config;
import dev.jobtracker.config.StoreConfig;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.store.JobStore;
import dev.jobtracker.store.JobStores;
import dev.jobtracker.store.Turn;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.Bodies;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
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

  /** How a tracker stands that shares its jobs with nobody. */
  private static final Turn ALONE = new Turn(true, 0, null, null, 0, 0, 0);

  /** How long a start waits for the active node to be reached. */
  private static final long PATIENCE_MILLIS = 2_000;

  /** How often the right to write is renewed while it lasts. */
  private static final int RENEWALS = 3;

  private final InstantSource clock;
  private final Pauses pauses;
  private final @Nullable JobStore ownStore;
  private final Roles station = new Roles();
  private final Promise<Void> firstReached = Promise.promise();
  private final RefusalCounters refusals = new RefusalCounters();
  private Config config;
  private Presence presence;
  private @Nullable Bodies bodies;
  private WaitingRoom waiting;
  private @Nullable Succession succession;
  private @Nullable Term term;
  private Turn known = ALONE;
  private Forwarder forwarder;
  private Runnable endSessions = () -> {};
  private boolean stopping;

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
    presence = new Presence(vertx, commonStore());
    return presence.take().compose(alone -> begin()).recover(this::giveBack);
  }

  /** Returns the name of the store that trackers may have in common; the query may hold secrets. */
  private @Nullable String commonStore() {
    String url = config.store().url();
    return url == null ? null : url.replaceFirst("\\?.*", "") + " " + config.cluster().name();
  }

  private Future<?> begin() {
    return config.cluster().ca() == null
        ? begin(null)
        : vertx.fileSystem().readFile(config.cluster().ca().toString()).compose(this::begin);
  }

  private Future<?> begin(@Nullable Buffer authorities) {
    bodies = Bodies.open(vertx);
    waiting = new WaitingRoom(vertx);
    forwarder =
        new Forwarder(vertx, config.cluster().tokenFor(config.auth()), authorities, this::reached);
    return firstTerm(new TermOpening(vertx, config, clock, bodies, refusals))
        .compose(first -> answerVerbs())
        .compose(answering -> reachedSoon())
        .compose(reached -> SessionNews.begin(vertx, config))
        .onSuccess(end -> endSessions = end);
  }

  private Future<Void> firstTerm(TermOpening opening) {
    if (ownStore == null && !config.store().durable()) {
      station.atWork(opening.inMemory(), ALONE);
      return Future.succeededFuture();
    }
    JobStore chosen = ownStore == null ? JobStores.of(config, clock, this::ownUrl) : ownStore;
    StoreThread store = new StoreThread(vertx, chosen);
    succession = new Succession(store, opening, config.cluster().poll(), station);
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
    if (term != null) {
      term.renew();
    }
  }

  /** The roles of this tracker, as they come and go. */
  private final class Roles implements Succession.Station {
    @Override
    public void atWork(Term next, Turn turn) {
      term = next;
      known = turn;
      forwarder.close();
      firstReached.tryComplete();
      if (turn.epoch() > 0) {
        LOG.info("This node is the active one, in epoch {}.", turn.epoch());
      }
      waiting.open();
      publishRole();
    }

    @Override
    public void standingBy(Turn turn) {
      known = turn;
      forwarder.turnTo(turn.holder(), turn.secret());
    }

    @Override
    public void idle() {
      term = null;
    }
  }

  /** A node that stands by answers best when it has reached the active one, which may not last. */
  private Future<Void> reachedSoon() {
    if (term == null) {
      // A timer, since the timeout of a future without a context ends on a thread that is not ours.
      vertx.setTimer(PATIENCE_MILLIS, timer -> firstReached.tryComplete());
    }
    return firstReached.future();
  }

  /** The active node can be asked: what waits goes there. */
  private void reached() {
    firstReached.tryComplete();
    waiting.open();
    publishRole();
  }

  /** Tells those who keep state of their own that they must read it anew (contract, section 12). */
  private void publishRole() {
    vertx
        .eventBus()
        .publish(
            Addresses.TRACKER, new JsonObject().put("role", role()).put("epoch", known.epoch()));
  }

  private String role() {
    if (config.store().url() == null) {
      return "alone";
    }
    return term == null ? "standby" : "active";
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
    consumers.add(vertx.eventBus().consumer(Addresses.NODE, this::node).completion());
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
      } else if (question.isForwarded()) {
        throw new JobException(
            Kind.UNAVAILABLE, "this node is not at work, so nothing was changed");
      } else if (forwarder.isReached()) {
        forwarder.forward(question, later -> answer(later, verb));
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
            .put("up", isUp())
            .put("role", role())
            .put("store", kindOf(config.store())));
  }

  private boolean isUp() {
    boolean answers = term == null ? forwarder.isReached() : term.isWritable();
    return !stopping && answers && (succession == null || !succession.isTroubled());
  }

  /** Tells the web door whether who says that he is a node shows what the nodes have in common. */
  private void node(Message<JsonObject> message) {
    String secret = known.secret();
    boolean node =
        secret != null
            && MessageDigest.isEqual(
                secret.getBytes(StandardCharsets.UTF_8),
                message.body().getString("secret", "").getBytes(StandardCharsets.UTF_8));
    message.reply(new JsonObject().put("node", node));
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
    forwarder.close();
    endSessions.run();
    return endTerm().transform(ended -> giveBack());
  }

  private Future<Void> endTerm() {
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
    stopping = true;
    return giveBack().transform(given -> Future.failedFuture(failure));
  }
}
