package dev.jobtracker.web;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.job.Texts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads one job over HTTP: at once, or with {@code Prefer: wait} when it has changed (contract,
 * section 7).
 */
final class JobPolls {
  private final Vertx vertx;
  private final Live live;
  private final Set<LongPoll> waiting = new HashSet<>();

  JobPolls(Vertx vertx, Live live) {
    this.vertx = vertx;
    this.live = live;
  }

  /** Answers with the job, or with 304 when the client has it as it is. */
  Future<?> get(RoutingContext context) {
    QueryParameters.none(context);
    HttpServerRequest request = context.request();
    Conditions conditions = Conditions.of(request.headers());
    Duration wait = Prefer.wait(request.headers(), live.config().maxWait());
    String taskId = Paths.taskId(context);
    if (wait == null || !conditions.mayBeCurrent()) {
      return live.tracker().job(taskId).onSuccess(job -> answer(context, conditions, job));
    }
    context.response().putHeader(Prefer.APPLIED, "wait=" + wait.toSeconds());
    LongPoll poll = new LongPoll(conditions);
    live.feed().watch(taskId, poll);
    context.addEndHandler(ended -> live.feed().unwatch(taskId, poll));
    return live.tracker()
        .job(taskId)
        .compose(
            job -> {
              if (Answers.isTerminal(job) || !conditions.has(job)) {
                answer(context, conditions, job);
                return Future.succeededFuture();
              }
              return waitForNews(context, poll, wait, job);
            });
  }

  private Future<?> waitForNews(
      RoutingContext context, LongPoll poll, Duration wait, JsonObject job) {
    enter(context, poll);
    return poll.await(vertx, wait)
        .map(
            news -> {
              if (context.response().closed()) {
                return null;
              }
              if (news == null) {
                notModified(context, job);
              } else if (news.isRemoval()) {
                throw new JobException(
                    Kind.GONE, "task_id: job " + Texts.quote(news.taskId()) + " is gone");
              } else {
                Answers.job(context, news);
              }
              return null;
            });
  }

  private void enter(RoutingContext context, LongPoll poll) {
    live.seats().take();
    live.counts().polls.increment();
    waiting.add(poll);
    context.addEndHandler(
        ended -> {
          waiting.remove(poll);
          live.counts().polls.decrement();
          live.seats().leave();
        });
  }

  /** Answers all that wait as if their time were over, because the server stops. */
  void close() {
    List.copyOf(waiting).forEach(LongPoll::end);
  }

  private static void answer(RoutingContext context, Conditions conditions, JsonObject job) {
    conditions.check(job);
    if (conditions.has(job)) {
      notModified(context, job);
    } else {
      Answers.job(context, 200, job);
    }
  }

  private static void notModified(RoutingContext context, JsonObject job) {
    Answers.jobHeaders(context.response(), job);
    Answers.empty(context, 304);
  }
}
