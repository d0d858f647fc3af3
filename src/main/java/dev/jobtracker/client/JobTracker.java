package dev.jobtracker.client;

import dev.jobtracker.client.transport.BusTransport;
import dev.jobtracker.client.transport.Connection;
import dev.jobtracker.client.transport.Transport;
import dev.jobtracker.job.Creation;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobPage;
import dev.jobtracker.job.JobQuery;
import dev.jobtracker.job.JobStats;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.AnswerJson;
import dev.jobtracker.wire.Failures;
import dev.jobtracker.wire.FilterJson;
import dev.jobtracker.wire.JobJson;
import dev.jobtracker.wire.Reply;
import dev.jobtracker.wire.RequestJson;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The typed client of the tracker, over the event bus, or over a connection that {@link #connect}
 * makes and {@link #close} ends. May be used from any thread; one or many per Vert.x instance.
 *
 * <p>Verbs: one message, one answer. Every failure is a {@link JobException}; kind {@code
 * UNAVAILABLE} also stands for no tracker and for no answer in time, of which nobody knows whether
 * the verb was carried out.
 *
 * <p>{@link #track} and {@link #trackBlocking}: the whole life of a job. The job is created (safe
 * to retry, under an id of the client's own unless the caller names one), and is running from when
 * the work has a thread to run on. While it waits for one it is alive, and may be cancelled. It
 * ends with the work:
 *
 * <table>
 * <caption>How the work ends, and the job with it</caption>
 * <tr><td>returns a value, or its future succeeds</td><td>completed; the value is the result where
 * it is not null and JSON can say it</td></tr>
 * <tr><td>the same after {@link JobReporter#confirmCancel()} said true</td><td>cancelled; the value
 * is the partial result</td></tr>
 * <tr><td>fails with a cancellation after somebody asked for a cancel: a {@link
 * java.util.concurrent.CancellationException}, an {@link InterruptedException} or what a blocking
 * call makes of an interrupt (a closed channel), anywhere in the causes</td><td>cancelled; the error
 * is its message</td></tr>
 * <tr><td>fails in any other way, with an error too</td><td>failed; the error is {@code SimpleName:
 * message} with a line for each cause, or the message of a {@link JobFailure} alone</td></tr>
 * <tr><td>its verticle is undeployed, Vert.x closed or this client's connection closed, first</td><td>failed, and the work is told to
 * stop; the future fails with a {@link JobFailure}</td></tr>
 * </table>
 *
 * <p>The future tells how the work went, as {@code executeBlocking} does, and after the job says
 * so: it succeeds with the job where the work returned, and fails with the work's own failure.
 * Where the job already had ended before the work could start, the work does not start and the
 * future succeeds with the job as it stands; the same job is the answer when somebody else ended it
 * under the work. It fails with a {@link JobException} when the job could not be created within 30
 * seconds, is forgotten ({@code GONE}), or when the last word stayed unanswered for 5 minutes
 * ({@code UNAVAILABLE}: the tracker, when it lives, fails the job as lost later on).
 *
 * <p>Works that share one job, because their callers name the same id, are parallel workers: the
 * first that ends, ends the job, and the others are told to stop.
 */
public final class JobTracker {
  /** How long a verb waits for its answer, as on the event bus by default. */
  private static final long ANSWER_MILLIS = 30_000;

  private final Vertx vertx;
  private final Transport transport;
  private final Pace pace;

  /** Creates a client on this Vert.x instance's event bus. */
  public JobTracker(Vertx vertx) {
    this(vertx, Pace.DEFAULT);
  }

  JobTracker(Vertx vertx, Pace pace) {
    this(vertx, new BusTransport(vertx), pace);
  }

  /**
   * Connects to a tracker over its web door (contract, section 12), for a program that shares no
   * event bus with it. The client comes back by itself when the connection breaks, and is to be
   * closed; {@link ConnectionOptions} can say more.
   *
   * @param url {@code http://host:port} or {@code https://host:port} of any node
   * @param token what the server asks for as a Bearer token; null where it is open
   * @return the client; fails with a sentence when the server refuses it, or cannot be reached
   *     within 10 seconds
   */
  public static Future<JobTracker> connect(Vertx vertx, String url, @Nullable String token) {
    try {
      return connect(vertx, ConnectionOptions.of(url, token));
    } catch (JobException invalid) {
      return Future.failedFuture(invalid);
    }
  }

  /** Connects as {@link #connect(Vertx, String, String)} does. */
  public static Future<JobTracker> connect(Vertx vertx, ConnectionOptions options) {
    Connection connection;
    try {
      connection = Connection.begin(vertx, options.door(), null);
    } catch (JobException invalid) {
      return Future.failedFuture(invalid);
    }
    return connection
        .connectedWithin(options.connectPatience())
        .map(up -> new JobTracker(vertx, connection, Pace.DEFAULT))
        .onFailure(failure -> connection.close());
  }

  JobTracker(Vertx vertx, Transport transport, Pace pace) {
    this.vertx = vertx;
    this.transport = transport;
    this.pace = pace;
  }

  /**
   * Lets go of the connection; a client on the event bus has none, and may be used on. Works that
   * are tracked over it are told to stop and their jobs failed, which takes two seconds at most
   * where the tracker does not answer; a {@link #follow} over it fails with {@code UNAVAILABLE}.
   */
  public Future<Void> close() {
    return transport.close();
  }

  /**
   * Returns why there is no connection at present, in words for people; null where there is one, or
   * where none is needed. It comes back by itself.
   */
  public @Nullable String whyDown() {
    return transport.whyDown();
  }

  Transport transport() {
    return transport;
  }

  Vertx vertx() {
    return vertx;
  }

  Pace pace() {
    return pace;
  }

  /** Creates a job; where one of this own id lives already, answers that one. */
  public Future<Job> create(NewJob job) {
    return createIfAbsent(job).map(Creation::job);
  }

  /** Creates a job, and tells whether it did or found one of this own id. */
  public Future<Creation> createIfAbsent(NewJob job) {
    return create(job, ANSWER_MILLIS);
  }

  Future<Creation> create(NewJob job, long timeoutMillis) {
    return request(Addresses.CREATE, () -> RequestJson.write(job), timeoutMillis)
        .map(JobTracker::creation)
        .recover(JobTracker::refused);
  }

  private static Creation creation(Reply reply) {
    return new Creation(JobJson.read(reply.body()), reply.created());
  }

  /** Changes a job, and answers it as it is then. */
  public Future<Job> update(String taskId, JobUpdate update) {
    return update(taskId, update, ANSWER_MILLIS);
  }

  Future<Job> update(String taskId, JobUpdate update, long timeoutMillis) {
    return job(Addresses.UPDATE, () -> RequestJson.write(taskId, update), timeoutMillis);
  }

  /** Answers the job. */
  public Future<Job> get(String taskId) {
    return get(taskId, ANSWER_MILLIS);
  }

  Future<Job> get(String taskId, long timeoutMillis) {
    return job(Addresses.GET, () -> RequestJson.writeTaskId(taskId), timeoutMillis);
  }

  /** Answers a page of jobs without their results, newest first. */
  public Future<JobPage> list(JobQuery query) {
    return request(Addresses.LIST, () -> FilterJson.write(query), ANSWER_MILLIS)
        .map(reply -> AnswerJson.readPage(reply.body()))
        .recover(JobTracker::refused);
  }

  /** Asks for a job to stop, with a reason or null, and answers it as it is then. */
  public Future<Job> cancel(String taskId, @Nullable String reason) {
    return cancel(taskId, reason, ANSWER_MILLIS);
  }

  Future<Job> cancel(String taskId, @Nullable String reason, long timeoutMillis) {
    return job(Addresses.CANCEL, () -> RequestJson.writeCancel(taskId, reason), timeoutMillis);
  }

  /** Forgets a job, whatever its state. */
  public Future<Void> delete(String taskId) {
    return request(Addresses.DELETE, () -> RequestJson.writeTaskId(taskId), ANSWER_MILLIS)
        .<Void>mapEmpty()
        .recover(JobTracker::refused);
  }

  /** Forgets all jobs, and answers how many there were. */
  public Future<Integer> clear() {
    return request(Addresses.CLEAR, JsonObject::new, ANSWER_MILLIS)
        .map(reply -> AnswerJson.readCleared(reply.body()))
        .recover(JobTracker::refused);
  }

  /** Answers how many jobs there are, and what happened so far. */
  public Future<JobStats> stats() {
    return request(Addresses.STATS, JsonObject::new, ANSWER_MILLIS)
        .map(reply -> AnswerJson.readStats(reply.body()))
        .recover(JobTracker::refused);
  }

  /**
   * Follows a job to its end. States in between may be missed, the newest one never is, also where
   * another node takes over or the connection breaks.
   *
   * <p>A tracker without a store forgets its jobs with its end, and a worker that lives gives its
   * job to the next one. So a job that was seen and is lost then is waited for, for its {@code
   * heartbeat_timeout} and 5 seconds more.
   *
   * @param seen is told the present state and each newer one, in order, on some event loop; where
   *     it throws, the job is followed on
   * @return the job as it ended; fails with {@code NOT_FOUND} or {@code GONE} where there is none,
   *     it is forgotten meanwhile, or nobody gives it back; with {@code UNAVAILABLE} where the
   *     first look is not answered, the verticle that follows is undeployed or this client closed
   */
  public Future<Job> follow(String taskId, Consumer<Job> seen) {
    return new Following(this, taskId, seen).begin();
  }

  /** Tracks work that never blocks as a job of this type; see the class comment. */
  public <T> Future<Job> track(String type, AsyncWork<T> work) {
    return track(() -> NewJob.of(type), Launch.inPlace(work));
  }

  /** Tracks work that never blocks as this job; see the class comment. */
  public <T> Future<Job> track(NewJob job, AsyncWork<T> work) {
    return track(() -> job, Launch.inPlace(work));
  }

  /**
   * Tracks work that may block as a job of this type. It runs on a virtual thread where the JDK has
   * them, so that {@link Future#await()} works in it. Elsewhere it takes one of the worker threads
   * that {@code executeBlocking} uses, of which Vert.x has 20 and warns when one is held for long.
   * Several run side by side. Its own name, and no overload, because a lambda would fit both.
   */
  public <T> Future<Job> trackBlocking(String type, BlockingWork<T> work) {
    return track(() -> NewJob.of(type), Blocking.launch(vertx, work));
  }

  /** Tracks work that may block as this job; see {@link #trackBlocking(String, BlockingWork)}. */
  public <T> Future<Job> trackBlocking(NewJob job, BlockingWork<T> work) {
    return track(() -> job, Blocking.launch(vertx, work));
  }

  private <T> Future<Job> track(Supplier<NewJob> job, Launch<T> launch) {
    try {
      return new TrackedWork<>(this, launch).run(OwnIds.named(job.get()));
    } catch (JobException refusal) {
      return Future.failedFuture(refusal);
    }
  }

  private Future<Job> job(String address, Supplier<JsonObject> body, long timeoutMillis) {
    return request(address, body, timeoutMillis)
        .map(reply -> JobJson.read(reply.body()))
        .recover(JobTracker::refused);
  }

  private Future<Reply> request(String address, Supplier<JsonObject> body, long timeoutMillis) {
    try {
      return transport.request(address, body.get(), timeoutMillis);
    } catch (JobException refusal) {
      return Future.failedFuture(refusal);
    }
  }

  private static <T> Future<T> refused(Throwable failure) {
    return Future.failedFuture(Failures.refusal(failure));
  }
}
