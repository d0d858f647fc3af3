package dev.jobtracker.web.door;

import dev.jobtracker.text.Texts;
import dev.jobtracker.web.access.Caller;
import dev.jobtracker.web.limit.Limit;
import dev.jobtracker.web.limit.LimitHits;
import dev.jobtracker.web.limit.TrackerGateway;
import dev.jobtracker.web.live.LiveServices;
import dev.jobtracker.web.live.Shown;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.Keys;
import dev.jobtracker.wire.Reply;
import dev.jobtracker.wire.UpgradeHeaders;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries out the calls of one WebSocket: the verbs, within the caller's rights, and watches. */
final class RpcCalls {
  private static final String WATCH = "jobs.watch";
  private static final String UNWATCH = "jobs.unwatch";

  private final TrackerGateway tracker;
  private final Watches watches;
  private final Caller caller;
  private final boolean wantsCreated;
  private final boolean isNode;
  private final int maxBatch;
  private final LimitHits hits;

  RpcCalls(LiveServices live, Watches watches, RpcPeer peer) {
    this.tracker = live.tracker();
    this.watches = watches;
    this.caller = peer.caller();
    this.wantsCreated = peer.wantsCreated();
    this.isNode = peer.isNode();
    this.maxBatch = live.config().maxBatch();
    this.hits = live.counts().hits;
  }

  /** Answers a message, which never fails. */
  Future<RpcAnswer> answer(@Nullable Object message) {
    return message instanceof List<?> batch ? batch(batch) : single(message);
  }

  private Future<RpcAnswer> batch(List<?> batch) {
    if (batch.size() > maxBatch) {
      hits.count(Limit.MAX_BATCH);
    }
    if (batch.isEmpty() || batch.size() > maxBatch) {
      String rule = "a batch must have 1 to " + maxBatch + " calls, found " + batch.size();
      return Future.succeededFuture(RpcAnswer.of(Rpc.error(null, Rpc.INVALID_REQUEST, rule, 400)));
    }
    List<Future<RpcAnswer>> answers = new ArrayList<>();
    batch.forEach(call -> answers.add(single(call)));
    return Future.all(answers).map(all -> RpcAnswer.ofBatch(all.list()));
  }

  private Future<RpcAnswer> single(@Nullable Object value) {
    Rpc.Call call;
    try {
      call = Rpc.read(value, isNode);
    } catch (Rpc.Refused refused) {
      return Future.succeededFuture(RpcAnswer.of(Rpc.error(Rpc.idOf(value), refused)));
    }
    Future<RpcOutcome> outcome;
    try {
      outcome = carryOut(call);
    } catch (RuntimeException failure) {
      outcome = Future.failedFuture(failure);
    }
    if (!call.wantsAnswer()) {
      return outcome.transform(ended -> Future.succeededFuture(RpcAnswer.NONE));
    }
    return outcome
        .map(ended -> new RpcAnswer(answer(call, ended), ended.shown()))
        .otherwise(failure -> RpcAnswer.of(Rpc.error(call.id(), failure)));
  }

  private Future<RpcOutcome> carryOut(Rpc.Call call) {
    String method = call.method();
    boolean verb = Addresses.VERBS.contains(method) || (isNode && method.equals(Addresses.METRICS));
    if (!verb && !method.equals(WATCH) && !method.equals(UNWATCH)) {
      throw new Rpc.Refused(
          Rpc.METHOD_NOT_FOUND, "method: there is none called " + Texts.quote(method));
    }
    if (!isNode) {
      caller.requireVerb(verb ? method : Addresses.EVENTS);
    }
    return switch (method) {
      case WATCH -> watches.watch(call.params());
      case UNWATCH -> watches.unwatch(call.params());
      default -> ask(call).map(reply -> outcome(method, reply));
    };
  }

  private Future<Reply> ask(Rpc.Call call) {
    return isNode
        ? tracker.sendForwarded(call.scope(), call.method(), call.params())
        : tracker.send(caller.scope(), call.method(), call.params());
  }

  private RpcOutcome outcome(String verb, Reply reply) {
    List<?> jobs = jobs(verb, reply.body());
    if (!isNode) {
      // What a node was shown, it notes itself for those who watch there.
      watches.answered(jobs);
    }
    return new RpcOutcome(
        reply.body(),
        jobs.stream().map(job -> Shown.answered((JsonObject) job)).toList(),
        verb.equals(Addresses.CREATE) ? reply.created() : null);
  }

  private static List<?> jobs(String verb, JsonObject result) {
    return switch (verb) {
      case Addresses.CREATE, Addresses.UPDATE, Addresses.GET, Addresses.CANCEL -> List.of(result);
      case Addresses.LIST -> result.getJsonArray(Keys.JOBS).stream().toList();
      default -> List.of();
    };
  }

  private JsonObject answer(Rpc.Call call, RpcOutcome outcome) {
    JsonObject answer = Rpc.result(call.id(), outcome.result());
    return wantsCreated && outcome.created() != null
        ? answer.put(UpgradeHeaders.CREATED, outcome.created())
        : answer;
  }
}
