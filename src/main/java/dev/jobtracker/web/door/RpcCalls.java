package dev.jobtracker.web.door;

import dev.jobtracker.text.Texts;
import dev.jobtracker.web.access.Caller;
import dev.jobtracker.web.limit.Limit;
import dev.jobtracker.web.limit.LimitHits;
import dev.jobtracker.web.limit.TrackerGateway;
import dev.jobtracker.web.live.Live;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.UpgradeHeaders;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Carries out the calls of one WebSocket: the verbs, within the caller's rights, and watches. */
final class RpcCalls {
  private static final String WATCH = "jobs.watch";
  private static final String UNWATCH = "jobs.unwatch";

  private final TrackerGateway tracker;
  private final Watches watches;
  private final Caller caller;
  private final boolean wantsCreated;
  private final int maxBatch;
  private final LimitHits hits;

  RpcCalls(Live live, Watches watches, RpcPeer peer) {
    this.tracker = live.tracker();
    this.watches = watches;
    this.caller = peer.caller();
    this.wantsCreated = peer.wantsCreated();
    this.maxBatch = live.config().maxBatch();
    this.hits = live.counts().hits;
  }

  /** Answers a message, which never fails; null where no answer is wanted. */
  Future<@Nullable Object> answer(@Nullable Object message) {
    return message instanceof List<?> batch ? batch(batch) : single(message).map(answer -> answer);
  }

  private Future<@Nullable Object> batch(List<?> batch) {
    if (batch.size() > maxBatch) {
      hits.count(Limit.MAX_BATCH);
    }
    if (batch.isEmpty() || batch.size() > maxBatch) {
      String rule = "a batch must have 1 to " + maxBatch + " calls, found " + batch.size();
      return Future.succeededFuture(Rpc.error(null, Rpc.INVALID_REQUEST, rule, 400));
    }
    List<Future<@Nullable JsonObject>> answers = new ArrayList<>();
    batch.forEach(call -> answers.add(single(call)));
    return Future.all(answers)
        .map(
            all -> {
              List<Object> wanted = all.list().stream().filter(Objects::nonNull).toList();
              return wanted.isEmpty() ? null : new JsonArray(wanted);
            });
  }

  private Future<@Nullable JsonObject> single(@Nullable Object value) {
    Rpc.Call call;
    try {
      call = Rpc.read(value);
    } catch (Rpc.Refused refused) {
      return Future.succeededFuture(Rpc.error(Rpc.idOf(value), refused));
    }
    Future<JsonObject> outcome;
    try {
      outcome = carryOut(call);
    } catch (RuntimeException failure) {
      outcome = Future.failedFuture(failure);
    }
    Future<JsonObject> answer = outcome.otherwise(failed -> Rpc.error(call.id(), failed));
    return call.wantsAnswer() ? answer : answer.mapEmpty();
  }

  private Future<JsonObject> carryOut(Rpc.Call call) {
    boolean verb = Addresses.VERBS.contains(call.method());
    if (!verb && !call.method().equals(WATCH) && !call.method().equals(UNWATCH)) {
      throw new Rpc.Refused(
          Rpc.METHOD_NOT_FOUND, "method: there is none called " + Texts.quote(call.method()));
    }
    caller.requireVerb(verb ? call.method() : Addresses.EVENTS);
    return switch (call.method()) {
      case WATCH -> watches.watch(call.params()).map(result -> Rpc.result(call.id(), result));
      case UNWATCH -> watches.unwatch(call.params()).map(result -> Rpc.result(call.id(), result));
      default ->
          tracker
              .send(caller.scope(), call.method(), call.params())
              .map(reply -> answer(call, reply));
    };
  }

  private JsonObject answer(Rpc.Call call, Message<JsonObject> reply) {
    JsonObject answer = Rpc.result(call.id(), reply.body());
    String created = reply.headers().get(Addresses.CREATED);
    return wantsCreated && created != null
        ? answer.put(UpgradeHeaders.CREATED, Boolean.valueOf(created))
        : answer;
  }
}
