package dev.jobtracker.web.limit;

import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.Batch;
import dev.jobtracker.wire.Batch.Answer;
import dev.jobtracker.wire.Batch.Answers;
import dev.jobtracker.wire.Batch.Ask;
import dev.jobtracker.wire.Bodies;
import dev.jobtracker.wire.OwnTracker;
import dev.jobtracker.wire.Reply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Asks the tracker. What one turn of the event loop asks goes as one {@link Batch} where the
 * tracker is of the same Vert.x instance, else as a message to each verb's own address. Used on one
 * event loop.
 *
 * <pre>
 *   asked in this turn --end of the turn--> under way --answer or timeout--> done
 * </pre>
 */
final class TurnAsks {
  /** A batch has so many asks at most, so that the tracker may look at others in between. */
  private static final int MAX_ASKS = 64;

  /** Each has an address of its own. It never leaves the process, so a number is enough. */
  private static final AtomicLong ADDRESSES = new AtomicLong();

  /** A batch that was sent. */
  private static final class Sent {
    private final List<Promise<Reply>> outcomes;
    private final long since = System.nanoTime();
    private int open;
    private @Nullable Long timer;

    Sent(List<Promise<Reply>> outcomes) {
      this.outcomes = outcomes;
      this.open = outcomes.size();
    }
  }

  private final Vertx vertx;
  private final ContextInternal loop;
  private final long answerMillis;
  private final DeliveryOptions local;
  private final String later = Batch.ADDRESS + "." + ADDRESSES.incrementAndGet();

  /** Batches with asks that have no answer yet, by their numbers; bounded by {@link #open}. */
  private final Map<Long, Sent> underWay = new HashMap<>();

  /** What this turn asks, and what it will come to. */
  private List<Ask> asks = new ArrayList<>();

  private List<Promise<Reply>> outcomes = new ArrayList<>();
  private long batches;
  private int open;

  /**
   * Creates one for the event loop that calls.
   *
   * @param patience how long an answer is waited for
   */
  TurnAsks(Vertx vertx, Duration patience) {
    this.vertx = vertx;
    this.loop = ((VertxInternal) vertx).getOrCreateContext();
    this.answerMillis = patience.toMillis();
    this.local = new DeliveryOptions().setSendTimeout(answerMillis).setLocalOnly(true);
    vertx.eventBus().localConsumer(later, (Message<Answers> message) -> take(message.body()));
  }

  /** Returns how many wait for an answer. */
  int open() {
    return open;
  }

  /** Asks at the end of this turn; fails as {@code Failures.refusal} understands it. */
  Future<Reply> ask(Ask ask) {
    Promise<Reply> outcome = loop.promise();
    open++;
    asks.add(ask);
    outcomes.add(outcome);
    if (asks.size() == 1) {
      loop.runOnContext(end -> send());
    } else if (asks.size() == MAX_ASKS) {
      send();
    }
    return outcome.future();
  }

  private void send() {
    List<Ask> asked = asks;
    List<Promise<Reply>> wait = outcomes;
    asks = new ArrayList<>();
    outcomes = new ArrayList<>();
    if (!asked.isEmpty() && !(OwnTracker.isListening(vertx) && sentTogether(asked, wait))) {
      for (int i = 0; i < asked.size(); i++) {
        sendAlone(asked.get(i), wait.get(i));
      }
    }
  }

  /** A bus that is closed throws. */
  private void sendAlone(Ask ask, Promise<Reply> outcome) {
    Future<Reply> reply;
    try {
      reply = request(ask);
    } catch (RuntimeException failure) {
      reply = Future.failedFuture(failure);
    }
    reply.onComplete(
        answer -> {
          open--;
          outcome.handle(answer);
        });
  }

  private Future<Reply> request(Ask ask) {
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(answerMillis);
    if (ask.scope() != null) {
      options.addHeader(Addresses.SCOPE, ask.scope());
    }
    if (ask.forwarded()) {
      options.addHeader(Addresses.FORWARDED, Boolean.TRUE.toString());
    }
    return vertx
        .eventBus()
        .<JsonObject>request(ask.verb(), ask.body(), OwnTracker.first(vertx, options))
        .map(Reply::of);
  }

  /** Returns false, and has sent nothing, where the bus does not take it. */
  private boolean sentTogether(List<Ask> asked, List<Promise<Reply>> wait) {
    Future<Message<Answers>> reply;
    try {
      reply = vertx.eventBus().request(Batch.ADDRESS, new Batch(batches, asked, later), local);
    } catch (RuntimeException unknownOrClosed) {
      return false;
    }
    long number = batches++;
    underWay.put(number, new Sent(wait));
    reply.onSuccess(answers -> take(answers.body())).onFailure(failure -> fail(number, failure));
    return true;
  }

  /** Takes answers to a batch; where some are still missing they come in a message of their own. */
  private void take(Answers answers) {
    Sent sent = underWay.get(answers.batch());
    if (sent == null) {
      // Their time was over.
      return;
    }
    sent.open -= answers.answers().size();
    open -= answers.answers().size();
    if (sent.open == 0) {
      underWay.remove(answers.batch());
      if (sent.timer != null) {
        vertx.cancelTimer(sent.timer);
      }
    } else if (sent.timer == null) {
      sent.timer = vertx.setTimer(patience(sent), late -> fail(answers.batch(), timeout()));
    }
    for (Answer answer : answers.answers()) {
      settle(sent.outcomes.get(answer.index()), answer);
    }
  }

  /** Returns for how many milliseconds the last answer may still be waited for. */
  private long patience(Sent sent) {
    long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sent.since);
    return Math.max(1, answerMillis - waited);
  }

  private ReplyException timeout() {
    return new ReplyException(ReplyFailure.TIMEOUT, "no answer within " + answerMillis + " ms");
  }

  private static void settle(Promise<Reply> outcome, Answer answer) {
    if (answer.body() == null) {
      outcome.fail(answer.refusal());
    } else {
      outcome.complete(new Reply(Bodies.json(answer.body()), answer.created()));
    }
  }

  private void fail(long batch, Throwable failure) {
    Sent sent = underWay.remove(batch);
    if (sent != null) {
      for (Promise<Reply> outcome : sent.outcomes) {
        if (outcome.tryFail(failure)) {
          open--;
        }
      }
    }
  }
}
