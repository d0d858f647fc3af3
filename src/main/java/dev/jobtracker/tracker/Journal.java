package dev.jobtracker.tracker;

import dev.jobtracker.config.StoreConfig;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.job.Removal;
import dev.jobtracker.job.map.EarlierJobs;
import dev.jobtracker.job.map.JobListener;
import dev.jobtracker.job.map.Jobs;
import dev.jobtracker.store.Batch;
import dev.jobtracker.store.StoreException;
import dev.jobtracker.store.Turn;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
final class Journal implements JobListener {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  /** How long a stop waits for the store, of the 5 s that a stop may take (contract, section 9). */
  private static final long LAST_COMMIT_MILLIS = 2_000;

  /** How much of the time for which a tracker has listened a kill may make forgotten, at most. */
  private static final long LISTENED_EVERY_MICROS = 60_000_000;

  private final Vertx vertx;
  private final StoreThread store;
  private final JobEvents events;
  private final StoreConfig config;
  private final int maxGone;
  private final StoreFigures figures;
  private Jobs jobs;
  private Runnable whenLost = () -> {};
  private Unsaved open = new Unsaved();
  private @Nullable Unsaved flying;
  private boolean scheduled;
  private boolean failing;
  private boolean ended;
  private long lastGone;
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
    this.maxGone = maxGone;
  }

  /**
   * Begins to keep these jobs.
   *
   * @param whenLost called once, when the map must not be used any more
   */
  void begin(Jobs jobs, Turn turn, Runnable whenLost) {
    this.jobs = jobs;
    this.lastGone = turn.lastGone();
    this.lastListened = turn.listened();
    jobs.follow(turn.now());
    jobs.resume(turn.listened());
    this.whenLost = whenLost;
  }

  @Override
  public void changed(@Nullable Job before, Job job) {
    open.change(before, job);
    schedule();
  }

  @Override
  public void removed(Job job, Removal reason) {
    Unsaved clearing = clearing();
    if (reason != Removal.CLEARED) {
      open.remove(job, reason, ++lastGone);
      schedule();
    } else if (clearing != null) {
      clearing.tellCleared(job);
    } else {
      events.removed(job, reason);
    }
  }

  @Override
  public void cleared(Set<String> taskIds) {
    List<Batch.Gone> ids = new ArrayList<>();
    int forgotten = taskIds.size() - maxGone;
    for (String taskId : taskIds) {
      if (forgotten-- <= 0) {
        ids.add(new Batch.Gone(++lastGone, taskId));
      }
    }
    open.clear(ids);
    schedule();
  }

  /** Returns the batch that clears all jobs and is not stored yet, or null. */
  private @Nullable Unsaved clearing() {
    if (open.clears()) {
      return open;
    }
    return flying != null && flying.clears() ? flying : null;
  }

  @Override
  public void heard(Job job) {
    open.heard(job);
    schedule();
  }

  /**
   * Lets a change be decided, where it can be stored.
   *
   * @throws JobException {@code UNAVAILABLE} where it cannot; then nothing may be decided
   */
  void requireRoom() {
    requireHeld();
    if (failing) {
      throw refused("the store takes no changes now, so this one was not made");
    }
    if (ended) {
      throw refused("the tracker is about to load its jobs anew, so the change was not made");
    }
    if (unsaved() >= config.maxUnsaved()) {
      throw refused(
          "store.max_unsaved: "
              + config.maxUnsaved()
              + " changed jobs wait for the store, so this change was not made");
    }
  }

  /**
   * Lets jobs be read, where nobody else may have changed them.
   *
   * @throws JobException {@code UNAVAILABLE} where somebody may have
   */
  void requireHeld() {
    if (!store.isHeld()) {
      throw unavailable("the right to answer has run out, and another node may have it by now");
    }
  }

  /**
   * Returns how many jobs the tracker may change by itself now, as deadlines do. None while a clear
   * is on its way: then it would tell the end of more and more jobs to a journal that must keep it
   * back.
   */
  int room() {
    boolean mayAct = isWritable() && clearing() == null;
    return mayAct ? Math.max(0, config.maxUnsaved() - unsaved()) : 0;
  }

  /** Returns whether anything that was decided is not stored yet. */
  boolean hasUnsaved() {
    return !open.isEmpty() || (flying != null && !flying.isEmpty());
  }

  /** Returns how many changed jobs are not stored yet. */
  int unsaved() {
    return open.size() + (flying == null ? 0 : flying.size());
  }

  /** Fails where this journal has ended, and all that it keeps must be loaded anew. */
  Future<Void> going() {
    return ended ? Future.failedFuture(unknown()) : Future.succeededFuture();
  }

  /** Returns whether changes are taken. */
  boolean isWritable() {
    return !failing && !ended && store.isHeld();
  }

  /** Returns what the store has done, for measuring. */
  JsonObject figures() {
    return figures.toJson(unsaved(), isWritable());
  }

  private JobException refused(String sentence) {
    figures.refused();
    return unavailable(sentence);
  }

  private static JobException unavailable(String sentence) {
    return new JobException(Kind.UNAVAILABLE, sentence);
  }

  /**
   * Returns when all that is known of this job is stored: at once where nothing of it is unsaved.
   * Fails with the sentence for a caller whose change may be lost.
   */
  Future<Void> stored(String taskId) {
    Unsaved batch = batchOf(taskId);
    return batch == null ? Future.succeededFuture() : batch.stored();
  }

  /** Returns when all is stored that was decided until now. */
  Future<Void> stored() {
    Unsaved batch = newest();
    return batch == null ? Future.succeededFuture() : batch.stored();
  }

  /** Returns whether anything of this job is not stored yet. */
  boolean isUnsaved(String taskId) {
    return batchOf(taskId) != null;
  }

  /** Answers a reader of one job with what is stored, and waits for what may be stored soon. */
  Future<EarlierJobs> committed(String taskId) {
    return readable(batchOf(taskId)).map(readable -> committedNow(taskId));
  }

  private EarlierJobs committedNow(String taskId) {
    EarlierJobs committed = new EarlierJobs(jobs);
    UnsavedJob first = flying == null ? null : flying.of(taskId);
    first = first == null ? open.of(taskId) : first;
    if (first != null) {
      committed.takeBack(changeOf(first));
    }
    return committed;
  }

  /** The same for a reader of all jobs; costs as much as is unsaved. */
  Future<EarlierJobs> committed() {
    return readable(newest()).map(readable -> committedNow());
  }

  /** What a clear forgets cannot be taken back for a reader, so he waits until it is stored. */
  private Future<Void> readable(@Nullable Unsaved batch) {
    Unsaved clearing = clearing();
    if (clearing != null) {
      return clearing
          .stored()
          .recover(unknown -> Future.failedFuture(unreadable()))
          .compose(stored -> readable(null));
    }
    if (batch == null || failing) {
      return Future.succeededFuture();
    }
    return batch.settled().compose(settled -> readable(null));
  }

  private static JobException unreadable() {
    return unavailable(
        "all jobs were just cleared and the store does not answer, so it is not known which are left");
  }

  private @Nullable Unsaved batchOf(String taskId) {
    if (open.concerns(taskId)) {
      return open;
    }
    return flying != null && flying.concerns(taskId) ? flying : null;
  }

  private @Nullable Unsaved newest() {
    return open.isEmpty() ? flying : open;
  }

  private EarlierJobs committedNow() {
    EarlierJobs committed = new EarlierJobs(jobs);
    if (flying != null) {
      flying.jobs().forEach(unsaved -> committed.takeBack(changeOf(unsaved)));
    }
    open.jobs().forEach(unsaved -> committed.takeBack(changeOf(unsaved)));
    return committed;
  }

  /** What the map holds now of a record may be newer than what this batch knows of it. */
  private EarlierJobs.Change changeOf(UnsavedJob unsaved) {
    UnsavedJob newest = open.of(unsaved.job());
    UnsavedJob last = newest == null ? unsaved : newest;
    return new EarlierJobs.Change(unsaved.before, last.job(), last.removal() == null);
  }

  /** Notes now and then that the tracker listens, while there is anybody to listen to. */
  void noteListening() {
    boolean due = jobs.listened() - lastListened >= LISTENED_EVERY_MICROS;
    if (due && jobs.hasLive()) {
      renew();
    }
  }

  private void schedule() {
    if (!scheduled && flying == null && !ended) {
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
    if (!open.isEmpty()) {
      flush();
    }
  }

  private void flush() {
    if (flying != null || ended) {
      return;
    }
    Unsaved batch = open;
    flying = batch;
    open = new Unsaved();
    batch.begin();
    lastListened = jobs.listened();
    Batch content = batch.toBatch(jobs::seenAt, lastGone - maxGone, lastListened);
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
    flying = null;
    vertx.cancelTimer(overdueTimer);
    if (failing) {
      failing = false;
      LOG.info("The store takes changes again.");
    }
    if (!open.isEmpty()) {
      commit();
    }
    batch.announce(events);
    if (store.isHeld()) {
      batch.succeed();
    } else {
      // It is stored, but another node may have gone on from there, and have told so.
      batch.fail(unknown());
    }
  }

  private void failed(Unsaved batch, Batch content, long pause, Throwable failure) {
    if (ended) {
      return;
    }
    if (failure instanceof StoreException known && known.kind() == StoreException.Kind.PASSING) {
      fail("The store takes no changes, and is tried again: " + failure.getMessage() + ".");
      figures.retried();
      vertx.setTimer(
          pause, timer -> send(batch, content, Math.min(2 * pause, LONGEST_PAUSE_MILLIS)));
    } else {
      LOG.error("A commit failed for good, so all jobs are loaded anew.", failure);
      lose();
    }
  }

  /** From now on nobody waits for a store that does not answer. */
  private void fail(String reason) {
    if (!failing) {
      failing = true;
      LOG.warn("{} Changes are refused meanwhile.", reason);
      if (flying != null) {
        flying.settle();
      }
      open.settle();
    }
  }

  /** The callers of this batch have waited long enough, though it may still be stored. */
  private void overdue(Unsaved batch) {
    if (batch == flying && !ended) {
      fail("The store has not answered within store.commit_timeout, and is waited for.");
      batch.fail(unknown());
      open.fail(unknown());
      // What is decided when the store is back waits anew.
      open.begin();
    }
  }

  private static JobException unknown() {
    return unavailable(
        "the store did not answer in time: it is not known whether the change was stored");
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
    if (flying != null) {
      flying.fail(unknown());
    }
    open.fail(unknown());
  }

  /**
   * Takes no more changes, and completes when what was decided is stored, or after {@link
   * #LAST_COMMIT_MILLIS}: whoever still waits then is told that it is not known.
   */
  Future<Void> end() {
    Promise<Void> last = Promise.promise();
    stored().onComplete(any -> last.tryComplete());
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
