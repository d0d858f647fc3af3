package dev.jobtracker.tracker;

import dev.jobtracker.config.TrackerConfig;
import dev.jobtracker.job.Creation;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobQuery;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.job.map.EarlierJobs;
import dev.jobtracker.job.map.Jobs;
import dev.jobtracker.job.map.ScopedJobs;
import dev.jobtracker.wire.FilterJson;
import dev.jobtracker.wire.JobJson;
import dev.jobtracker.wire.Keys;
import dev.jobtracker.wire.RequestJson;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A tracker at work: from when it has its jobs until it ends or loses the right to change them.
 * Every verb is decoded, decided on the map at once, and answered when what the answer shows is
 * stored; without a store that is at once. Used on the tracker's event loop.
 */
final class Term {
  private static final int SWEEP_SLICE = 500;

  private final Vertx vertx;
  private final TrackerConfig config;
  private final Jobs jobs;
  private final JobEvents events;
  private final RefusalCounters refusals;
  private final @Nullable Journal journal;
  private boolean ended;

  Term(
      Vertx vertx,
      TrackerConfig config,
      Jobs jobs,
      JobEvents events,
      RefusalCounters refusals,
      @Nullable Journal journal) {
    this.vertx = vertx;
    this.config = config;
    this.jobs = jobs;
    this.events = events;
    this.refusals = refusals;
    this.journal = journal;
  }

  void create(Question question) {
    NewJob request = RequestJson.readNewJob(question.body(), config.maxResultBytes());
    if (journal == null) {
      Creation creation = jobs.in(question.scope()).create(request);
      question.reply(creation.job(), creation.created());
      return;
    }
    journal.requireRoom();
    try {
      Creation creation = jobs.in(question.scope()).create(request);
      whenStored(
          creation.job().taskId(),
          question,
          () -> question.reply(creation.job(), creation.created()));
    } catch (JobException refusal) {
      refuseWhenStored(request.taskId(), question, refusal);
    }
  }

  void update(Question question) {
    var update = RequestJson.readUpdate(question.body(), config.maxResultBytes());
    change(
        question,
        update.taskId(),
        () -> jobs.in(question.scope()).update(update.taskId(), update.request()));
  }

  void cancel(Question question) {
    var cancel = RequestJson.readCancel(question.body());
    change(
        question,
        cancel.taskId(),
        () -> jobs.in(question.scope()).cancel(cancel.taskId(), cancel.request()));
  }

  void delete(Question question) {
    String taskId = RequestJson.readTaskId(question.body());
    change(
        question,
        taskId,
        () -> {
          jobs.in(question.scope()).delete(taskId);
          return RequestJson.writeTaskId(taskId);
        });
  }

  /** Decides a change of one job now, and answers once all that is known of the job is stored. */
  private void change(Question question, String taskId, Supplier<Object> decision) {
    if (journal == null) {
      question.reply(decision.get());
      return;
    }
    journal.requireRoom();
    try {
      Object answer = decision.get();
      whenStored(taskId, question, () -> question.reply(answer));
    } catch (JobException refusal) {
      refuseWhenStored(taskId, question, refusal);
    }
  }

  private void whenStored(String taskId, Question question, Runnable answer) {
    journal.changes().stored(taskId).onSuccess(stored -> answer.run()).onFailure(question::refuse);
  }

  /** A refusal shows the job's state too: "is completed" must not be said before it is stored. */
  private void refuseWhenStored(@Nullable String taskId, Question question, JobException refusal) {
    if (taskId == null) {
      throw refusal;
    }
    journal
        .changes()
        .stored(taskId)
        .onSuccess(stored -> question.refuse(refusal))
        .onFailure(question::refuse);
  }

  void get(Question question) {
    String taskId = RequestJson.readTaskId(question.body());
    requireHeld();
    if (journal != null && journal.changes().of(taskId) != null) {
      answer(question, journal.reads().of(taskId), jobs -> jobs.get(taskId));
    } else {
      question.reply(jobs.in(question.scope()).get(taskId));
    }
  }

  void list(Question question) {
    JobQuery query = FilterJson.readQuery(question.body());
    readAll(question, jobs -> jobs.list(query));
  }

  void stats(Question question) {
    RequestJson.readNothing(question.body());
    readAll(question, jobs -> jobs.stats(refusals.counters()));
  }

  private void readAll(Question question, Function<ScopedJobs, Object> read) {
    requireHeld();
    if (journal != null && !journal.changes().isEmpty()) {
      answer(question, journal.reads().ofAll(), read);
    } else {
      question.reply(read.apply(jobs.in(question.scope())));
    }
  }

  /** What this map holds is true only as long as nobody else may write. */
  private void requireHeld() {
    if (journal != null) {
      journal.requireHeld();
    }
  }

  private void answer(
      Question question, Future<EarlierJobs> committed, Function<ScopedJobs, Object> read) {
    committed
        .map(
            jobs -> {
              requireHeld();
              return read.apply(jobs.in(question.scope()));
            })
        .onSuccess(question::reply)
        .onFailure(question::refuse);
  }

  void clear(Question question) {
    jobs.in(question.scope()).requireAll();
    RequestJson.readNothing(question.body());
    if (journal == null) {
      question.reply(JobJson.writeCleared(jobs.clear()));
      // The news of the others follow, in turns that leave the event loop free in between.
      sweep();
      return;
    }
    journal.requireRoom();
    int cleared = jobs.clear();
    journal
        .changes()
        .stored()
        .onSuccess(
            stored -> {
              question.reply(JobJson.writeCleared(cleared));
              sweep();
            })
        .onFailure(question::refuse);
  }

  void metrics(Question question) {
    jobs.in(question.scope()).requireAll();
    RequestJson.readNothing(question.body());
    JsonObject answer = JobJson.writeWithDurations(jobs.stats().withCounters(refusals.counters()));
    question.reply(journal == null ? answer : answer.put(Keys.STORE, journal.figures()));
  }

  /** Takes a time in which nobody could listen out of the silence of every job. */
  void skip(Duration pause) {
    jobs.skip(pause);
  }

  /** Keeps the right to write, where it is for a time only. */
  void renew() {
    if (journal != null) {
      journal.renew();
    }
  }

  /** Returns whether changes are taken. */
  boolean isWritable() {
    return journal == null || journal.isWritable();
  }

  /** Meets the deadlines that have passed, in slices that leave the event loop free in between. */
  void sweep() {
    if (sweepSlice()) {
      vertx.runOnContext(next -> sweep());
    } else if (journal != null && !ended) {
      journal.noteListening();
    }
  }

  /**
   * Does what fell due while no tracker was at work, and completes when all of it is stored, or
   * when the store takes no more now. Fails where the term is lost already.
   */
  Future<Void> catchUp() {
    if (!sweepSlice()) {
      return journal.changes().stored().transform(stored -> journal.going());
    }
    Promise<Void> turn = Promise.promise();
    vertx.runOnContext(next -> turn.complete());
    return turn.future()
        .compose(next -> journal.room() > 0 ? Future.succeededFuture() : journal.changes().stored())
        .transform(room -> room.succeeded() ? catchUp() : journal.going());
  }

  private boolean sweepSlice() {
    int room = journal == null ? SWEEP_SLICE : Math.min(SWEEP_SLICE, journal.room());
    return room > 0 && !ended && jobs.sweep(room);
  }

  /** Ends in order: all that was decided is stored where there is a store, and published. */
  Future<Void> end() {
    ended = true;
    Future<Void> stored = journal == null ? Future.succeededFuture() : journal.end();
    return stored.onComplete(end -> events.flush());
  }
}
