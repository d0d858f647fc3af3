package dev.jobtracker.web.door;

import dev.jobtracker.job.JobException;
import dev.jobtracker.web.access.Access;
import dev.jobtracker.web.access.Caller;
import dev.jobtracker.web.http.Answers;
import dev.jobtracker.web.http.Conditions;
import dev.jobtracker.web.http.Door;
import dev.jobtracker.web.http.JobAnswers;
import dev.jobtracker.web.http.MediaTypes;
import dev.jobtracker.web.http.Paths;
import dev.jobtracker.web.http.QueryParameters;
import dev.jobtracker.web.http.RequestBody;
import dev.jobtracker.web.limit.TrackerGateway;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.Keys;
import dev.jobtracker.wire.Reply;
import dev.jobtracker.wire.RequestJson;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** The REST door: one route for each verb (contract, sections 4 and 7). */
public final class JobRoutes implements Door {
  /** What no line of text says. */
  private static final Set<String> JSON_ALONE = Set.of(Addresses.CLEAR, Addresses.STATS);

  /** Answers one request; a failure is answered elsewhere. */
  private interface Answer {
    Future<?> to(RoutingContext context, Caller caller);
  }

  private final Access access;
  private final TrackerGateway tracker;
  private final RequestBody bodies;
  private final JobAnswers answers;
  private final JobPolls polls;

  public JobRoutes(
      Access access,
      TrackerGateway tracker,
      RequestBody bodies,
      JobAnswers answers,
      JobPolls polls) {
    this.access = access;
    this.tracker = tracker;
    this.bodies = bodies;
    this.answers = answers;
    this.polls = polls;
  }

  @Override
  public void mount(Router router) {
    // What is asked most often comes first, as the router tries one route after the other.
    route(router.get(Paths.JOB).method(HttpMethod.HEAD), Addresses.GET, polls::get);
    route(router.patch(Paths.JOB), Addresses.UPDATE, this::update);
    route(router.post(Paths.JOBS), Addresses.CREATE, this::create);
    route(router.get(Paths.JOBS).method(HttpMethod.HEAD), Addresses.LIST, this::list);
    route(router.delete(Paths.JOBS), Addresses.CLEAR, this::clear);
    route(router.delete(Paths.JOB), Addresses.DELETE, this::delete);
    route(router.post(Paths.CANCEL), Addresses.CANCEL, this::cancel);
    route(router.get(Paths.STATS).method(HttpMethod.HEAD), Addresses.STATS, this::stats);
  }

  @Override
  public Future<?> close() {
    polls.close();
    return Future.succeededFuture();
  }

  /**
   * Every verb is checked in one order: who asks, what is asked for, and then the tracker's own.
   */
  private void route(Route route, String verb, Answer answer) {
    route.handler(
        context -> {
          Caller caller = access.caller(context);
          caller.requireVerb(verb);
          if (JSON_ALONE.contains(verb)) {
            MediaTypes.requireJson(context.request());
          } else {
            // Else a cache would give the text of a revision to one who asks for its JSON.
            context.response().headers().add(HttpHeaders.VARY, HttpHeaders.ACCEPT);
            MediaTypes.requireJsonOrText(context.request());
          }
          answer.to(context, caller).onFailure(context::fail);
        });
  }

  private Future<?> create(RoutingContext context, Caller caller) {
    QueryParameters.none(context);
    return bodies
        .read(context.request(), RequestBody.TYPES)
        .compose(body -> tracker.send(caller.scope(), Addresses.CREATE, body))
        .compose(reply -> created(context, reply));
  }

  private Future<Void> created(RoutingContext context, Reply reply) {
    String path = Paths.JOBS + "/" + reply.body().getString(Keys.TASK_ID);
    context.response().putHeader(HttpHeaders.LOCATION, path);
    return answers.created(context, reply.created() ? 201 : 200, reply.body());
  }

  private Future<?> update(RoutingContext context, Caller caller) {
    QueryParameters.none(context);
    String taskId = Paths.taskId(context);
    Conditions conditions = Conditions.of(context.request().headers());
    return bodies
        .readOptional(context.request(), RequestBody.PATCH_TYPES)
        .map(body -> addressed(body, taskId))
        .compose(update -> conditions.guard(update, () -> tracker.job(caller.scope(), taskId)))
        .compose(update -> tracker.call(caller.scope(), Addresses.UPDATE, update))
        .compose(job -> answers.job(context, 200, job));
  }

  private Future<?> list(RoutingContext context, Caller caller) {
    JsonObject query = QueryParameters.read(context, QueryParameters.LIST);
    return tracker
        .call(caller.scope(), Addresses.LIST, query)
        .compose(page -> Answers.page(context, page));
  }

  private Future<?> cancel(RoutingContext context, Caller caller) {
    QueryParameters.none(context);
    String taskId = Paths.taskId(context);
    return bodies
        .readOptional(context.request(), RequestBody.TYPES)
        .map(body -> addressed(body, taskId))
        .compose(body -> tracker.call(caller.scope(), Addresses.CANCEL, body))
        .compose(job -> answers.job(context, 202, job));
  }

  private Future<?> delete(RoutingContext context, Caller caller) {
    QueryParameters.none(context);
    return tracker
        .call(caller.scope(), Addresses.DELETE, RequestJson.writeTaskId(Paths.taskId(context)))
        .compose(gone -> Answers.empty(context, 204));
  }

  private Future<?> clear(RoutingContext context, Caller caller) {
    QueryParameters.none(context);
    return tracker
        .call(caller.scope(), Addresses.CLEAR, new JsonObject())
        .compose(cleared -> Answers.json(context, 200, cleared));
  }

  private Future<?> stats(RoutingContext context, Caller caller) {
    QueryParameters.none(context);
    return tracker
        .call(caller.scope(), Addresses.STATS, new JsonObject())
        .compose(stats -> Answers.json(context, 200, stats));
  }

  /** The id is in the path; a body may only repeat it. */
  private static JsonObject addressed(JsonObject body, String taskId) {
    if (body.containsKey(Keys.TASK_ID) && !taskId.equals(body.getValue(Keys.TASK_ID))) {
      throw JobException.invalid(
          Keys.TASK_ID,
          "must be left out or equal the id in the path",
          body.getValue(Keys.TASK_ID));
    }
    return body.put(Keys.TASK_ID, taskId);
  }
}
