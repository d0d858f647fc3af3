package dev.jobtracker.web.door;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.text.Texts;
import dev.jobtracker.web.access.Caller;
import dev.jobtracker.web.http.Answers;
import dev.jobtracker.web.http.Conditions;
import dev.jobtracker.web.http.JobAnswers;
import dev.jobtracker.web.http.MediaTypes;
import dev.jobtracker.web.http.Paths;
import dev.jobtracker.web.http.Prefer;
import dev.jobtracker.web.http.QueryParameters;
import dev.jobtracker.web.live.Form;
import dev.jobtracker.web.live.JobNews;
import dev.jobtracker.web.live.LiveServices;
import dev.jobtracker.web.live.Version;
import dev.jobtracker.wire.JobJson;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one job over HTTP: at once, or with {@code Prefer: wait} when it has changed (contract,
 * section 7).
 */
public final class JobPolls {
  private final LiveServices live;
  private final JobAnswers answers;
  private final Set<LongPoll> waiting = new HashSet<>();

  public JobPolls(LiveServices live, JobAnswers answers) {
    this.live = live;
    this.answers = answers;
  }

  /** Answers with the job, or with 304 when the client has it as it is. */
  Future<?> get(RoutingContext context, Caller caller) {
    QueryParameters.none(context);
    HttpServerRequest request = context.request();
    Conditions conditions = Conditions.of(request.headers());
    Duration wait = Prefer.wait(request.headers(), live.config().maxWait());
    String taskId = Paths.taskId(context);
    if (wait == null || !conditions.mayBeCurrent()) {
      return live.tracker()
          .job(caller.scope(), taskId)
          .compose(job -> answer(context, conditions, job));
    }
    LongPoll poll = new LongPoll(caller, conditions);
    live.feed().watch(taskId, poll);
    context.addEndHandler(
        ended -> {
          live.feed().unwatch(taskId, poll);
          // A connection that was reset is not yet known as closed, so the poll has to know.
          poll.giveUp();
        });
    return live.tracker()
        .job(caller.scope(), taskId)
        .compose(
            job ->
                JobJson.isTerminal(job) || !conditions.has(job)
                    ? answer(applied(context, wait), conditions, job)
                    : waitForNews(context, poll, wait, job));
  }

  /** A poll that is refused, because the job or a seat for it is missing, has no such header. */
  private static RoutingContext applied(RoutingContext context, Duration wait) {
    context.response().putHeader(Prefer.APPLIED, "wait=" + wait.toSeconds());
    return context;
  }

  private Future<Void> waitForNews(
      RoutingContext context, LongPoll poll, Duration wait, JsonObject job) {
    if (poll.isOver()) {
      // The client is gone, and nothing would ever take back what it enters now.
      return Future.succeededFuture();
    }
    enter(context, poll);
    applied(context, wait);
    return poll.await(live.vertx(), wait, Version.of(job))
        .compose(news -> answer(context, job, news))
        .onFailure(refused -> context.response().headers().remove(Prefer.APPLIED));
  }

  private void enter(RoutingContext context, LongPoll poll) {
    live.seats().take();
    live.counts().polls.increment();
    waiting.add(poll);
    Runnable leave = live.ends().onEnd(poll.caller(), poll::refuse);
    context.addEndHandler(
        ended -> {
          leave.run();
          waiting.remove(poll);
          live.counts().polls.decrement();
          live.seats().leave();
        });
  }

  /** Answers all that wait as if their time were over, because the server stops. */
  void close() {
    List.copyOf(waiting).forEach(LongPoll::giveUp);
  }

  private Future<Void> answer(RoutingContext context, JsonObject before, @Nullable JobNews news) {
    if (context.response().closed() || context.response().ended()) {
      return Future.succeededFuture();
    }
    if (news == null) {
      return notModified(context, before);
    }
    if (news.isRemoval()) {
      throw new JobException(Kind.GONE, "task_id: job " + Texts.quote(news.taskId()) + " is gone");
    }
    if (MediaTypes.prefersText(context.request())) {
      return answers.job(context, 200, news.job());
    }
    JobAnswers.headers(context.response(), news.job());
    // The one encoding that all who waited for it share.
    return Answers.end(context.request(), Answers.JSON, Buffer.buffer(news.encoded(Form.BODY)));
  }

  private Future<Void> answer(RoutingContext context, Conditions conditions, JsonObject job) {
    conditions.check(job);
    return conditions.has(job) ? notModified(context, job) : answers.job(context, 200, job);
  }

  private static Future<Void> notModified(RoutingContext context, JsonObject job) {
    JobAnswers.headers(context.response(), job);
    return Answers.empty(context, 304);
  }
}
