package dev.jobtracker.tracker;

import dev.jobtracker.config.StoreConfig;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.map.Jobs;
import dev.jobtracker.job.map.StoreView;
import dev.jobtracker.store.Batch;
import dev.jobtracker.store.StoreException;
import dev.jobtracker.store.Turn;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that nobody hears of a change before it is stored (contract, section 11).
 *
 * <pre>
 *   decided in the map --> open batch ------> flying batch ----> stored: events first, then answers
 *                          newest state       one commit in
 *                          of each job        flight
 *
 *   flying batch fails and it may pass    the same batch again, after 50 ms to 1 s; meanwhile new
 *                                         changes are refused at once, and reads show what is stored
 *   flying batch fails for good           the term ends: the map is dropped and loaded anew
 * </pre>
 *
 * <p>The first change of a turn begins a commit at the turn's end, so what waits in the queue of
 * the event loop joins; while a commit is in flight, what comes joins the next one. Used on the
 * tracker's event loop.
 */
final class Journal {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  /** How long a stop waits for the store, of the 5 s that a stop may take (contract, section 9). */
  private static final long LAST_COMMIT_MILLIS = 2_000;

  /** How much of the time for which a tracker has listened a kill may make forgotten, at most. */
  private static final long LISTENED_STEP_MICROS = 1_000_000;

  /** The same where nothing changes. */
  private static final long LISTENED_EVERY_MICROS = 60_000_000;

  private final Vertx vertx;
  private final StoreThread store;
  private final JobEvents events;
  private final StoreConfig config;
  private final StoreFigures figures;
  private final UnsavedChanges changes;
  private StoreView jobs;
  private CommittedReads reads;
  private Runnable whenLost = () -> {};
  private boolean scheduled;
  private boolean failing;
  private boolean ended;
  private long lastListened;
  private long overdueTimer;

  /** Creates a journal that goes on from what was stored. */
  @SuppressWarnings("NullAway.Init")
  Journal(StoreThread store, JobEvents events, StoreConfig config, int maxGone) {
    this.vertx = store.vertx();
    this.store = store;
    this.figures = store.figures();
    this.events = events;
    this.config = config;
    this.changes = new UnsavedChanges(events, maxGone, this::schedule);
  }

  /**
   * Begins to keep these jobs.
   *
   * @param whenLost called once, when the map must not be used any more
   */
  void begin(Jobs jobs, Turn turn, Runnable whenLost) {
    this.jobs = jobs.forStore();
    this.reads = new CommittedReads(jobs, changes, () -> failing);
    changes.resume(turn.lastGone());
    this.lastListened = turn.listened();
    this.jobs.follow(turn.now());
    this.jobs.resume(turn.listened());
    this.whenLost = whenLost;
  }

  /** Returns what is not stored yet, which the map is to tell its changes to. */
  UnsavedChanges changes() {
    return changes;
  }

  /** Returns what readers are shown meanwhile. */
  CommittedReads reads() {
    return reads;
  }

  /**
   * Lets a change be decided, where it can be stored.
   *
   * @throws JobException {@code UNAVAILABLE} where it cannot; then nothing may be decided
   */
  void requireRoom() {
    requireHeld();
    if (failing) {
      throw refused(StoreRefusals.failing());
    }
    if (ended) {
      throw refused(StoreRefusals.loading());
    }
    if (changes.size() >= config.maxUnsaved()) {
      throw refused(StoreRefusals.full(config.maxUnsaved()));
    }
  }

  /**
   * Lets jobs be read, where nobody else may have changed them.
   *
   * @throws JobException {@code UNAVAILABLE} where somebody may have
   */
  void requireHeld() {
    if (!store.isHeld()) {
      throw StoreRefusals.notHeld();
    }
  }

  /**
   * Returns how many jobs the tracker may change by itself now, as deadlines do. None while a clear
   * is on its way: then it would tell the end of more and more jobs to a journal that must keep it
   * back.
   */
  int room() {
    boolean mayAct = isWritable() && changes.clearing() == null;
    return mayAct ? Math.max(0, config.maxUnsaved() - changes.size()) : 0;
  }

  /** Fails where this journal has ended, and all that it keeps must be loaded anew. */
  Future<Void> going() {
    return ended ? Future.failedFuture(StoreRefusals.unknown()) : Future.succeededFuture();
  }

  /** Returns whether changes are taken. */
  boolean isWritable() {
    return !failing && !ended && store.isHeld();
  }

  /** Returns what the store has done, for measuring. */
  JsonObject figures() {
    return figures.toJson(changes.size(), isWritable());
  }

  private JobException refused(JobException refusal) {
    figures.refused();
    return refusal;
  }

  /** Notes now and then that the tracker listens, while there is anybody to listen to. */
  void noteListening() {
    boolean due = jobs.listened() - lastListened >= LISTENED_EVERY_MICROS;
    if (due && jobs.hasLive()) {
      renew();
    }
  }

  private void schedule() {
    if (!scheduled && changes.flying() == null && !ended) {
      scheduled = true;
      vertx.runOnContext(turn -> commit());
    }
  }

  /** Writes to the store that this term goes on, unless something is on its way there anyway. */
  void renew() {
    if (!scheduled) {
      flush();
    }
  }

  private void commit() {
    scheduled = false;
    if (!changes.open().isEmpty()) {
      flush();
    }
  }

  private void flush() {
    if (changes.flying() != null || ended) {
      return;
    }
    Unsaved batch = changes.takeOff();
    // Not with every commit: it is a row of its own, and a second of patience more harms nobody.
    if (batch.isEmpty() || jobs.listened() - lastListened >= LISTENED_STEP_MICROS) {
      lastListened = jobs.listened();
    }
    Batch content = batch.toBatch(jobs::seenAt, changes.goneUpTo(), lastListened);
    overdueTimer = vertx.setTimer(config.commitTimeout().toMillis(), timer -> overdue(batch));
    send(batch, content, FIRST_PAUSE_MILLIS);
  }

  private void send(Unsaved batch, Batch content, long pause) {
    if (ended) {
      return;
    }
    store
        .commit(content)
        .onSuccess(stored -> stored(batch))
        .onFailure(failure -> failed(batch, content, pause, failure));
  }

  private void stored(Unsaved batch) {
    if (ended) {
      return;
    }
    changes.landed();
    vertx.cancelTimer(overdueTimer);
    if (failing) {
      failing = false;
      LOG.info("The store takes changes again.");
    }
    if (!changes.open().isEmpty()) {
      commit();
    }
    batch.announce(events);
    if (store.isHeld()) {
      batch.succeed();
    } else {
      // It is stored, but another node may have gone on from there, and have told so.
      batch.fail(StoreRefusals.unknown());
    }
  }

  private void failed(Unsaved batch, Batch content, long pause, Throwable failure) {
    if (ended) {
      return;
    }
    StoreException.Kind kind = failure instanceof StoreException known ? known.kind() : null;
    if (kind == StoreException.Kind.PASSING) {
      fail("The store takes no changes, and is tried again: " + failure.getMessage() + ".");
      figures.retried();
      vertx.setTimer(
          pause, timer -> send(batch, content, Math.min(2 * pause, LONGEST_PAUSE_MILLIS)));
    } else {
      if (kind == StoreException.Kind.FENCED) {
        // Nodes are there for this, so it is nobody's error.
        LOG.warn("This node may not answer any more and stands by: {}.", failure.getMessage());
      } else {
        LOG.error("A commit failed for good, so all jobs are loaded anew.", failure);
      }
      lose();
    }
  }

  /** From now on nobody waits for a store that does not answer. */
  private void fail(String reason) {
    if (!failing) {
      failing = true;
      LOG.warn("{} Changes are refused meanwhile.", reason);
      changes.settle();
    }
  }

  /** The callers of this batch have waited long enough, though it may still be stored. */
  private void overdue(Unsaved batch) {
    if (batch == changes.flying() && !ended) {
      fail("The store has not answered within store.commit_timeout, and is waited for.");
      changes.fail(StoreRefusals.unknown());
      // What is decided when the store is back waits anew.
      changes.open().begin();
    }
  }

  /**
   * Ends the journal: what was on its way may or may not be stored, so nobody may go on with it.
   */
  void lose() {
    if (ended) {
      return;
    }
    giveUp();
    // What is stored is told now: later it could follow on what the next term tells.
    events.flush();
    whenLost.run();
  }

  private void giveUp() {
    ended = true;
    vertx.cancelTimer(overdueTimer);
    changes.fail(StoreRefusals.unknown());
  }

  /**
   * Takes no more changes, and completes when what was decided is stored, or after {@link
   * #LAST_COMMIT_MILLIS}: whoever still waits then is told that it is not known.
   */
  Future<Void> end() {
    Promise<Void> last = Promise.promise();
    changes.stored().onComplete(any -> last.tryComplete());
    vertx.setTimer(LAST_COMMIT_MILLIS, timer -> last.tryComplete());
    return last.future()
        .onSuccess(
            over -> {
              if (!ended) {
                giveUp();
              }
            });
  }
}
