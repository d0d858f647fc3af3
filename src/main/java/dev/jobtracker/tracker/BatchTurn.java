package dev.jobtracker.tracker;

import dev.jobtracker.wire.Batch;
import dev.jobtracker.wire.Batch.Answer;
import dev.jobtracker.wire.Batch.Answers;
import dev.jobtracker.wire.Batch.Ask;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers the asks of one batch. What is known within the turn goes back as one reply; what has to
 * wait, mostly for the store, goes in a message of its own for each later turn. Used on the
 * tracker's event loop.
 */
final class BatchTurn {
  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

  private final Vertx vertx;
  private final Batch batch;

  /** The answers of the present turn. */
  private List<Answer> answers;

  private boolean replied;

  private BatchTurn(Vertx vertx, Batch batch) {
    this.vertx = vertx;
    this.batch = batch;
    this.answers = new ArrayList<>(batch.asks().size());
  }

  /** Lets every ask be answered, in their order. */
  static void answer(Vertx vertx, Message<Batch> message, Consumer<Asker> each) {
    BatchTurn turn = new BatchTurn(vertx, message.body());
    List<Ask> asks = turn.batch.asks();
    for (int i = 0; i < asks.size(); i++) {
      each.accept(turn.new InBatch(i, asks.get(i)));
    }
    turn.replied = true;
    message.reply(turn.take());
  }

  private Answers take() {
    Answers taken = new Answers(batch.number(), answers);
    answers = new ArrayList<>();
    return taken;
  }

  private void add(Answer answer) {
    answers.add(answer);
    if (replied && answers.size() == 1) {
      vertx.runOnContext(end -> vertx.eventBus().send(batch.later(), take(), LOCAL));
    }
  }

  /** One who asks in a batch. */
  private final class InBatch implements Asker {
    private final int index;
    private final Ask ask;

    InBatch(int index, Ask ask) {
      this.index = index;
      this.ask = ask;
    }

    @Override
    public String verb() {
      return ask.verb();
    }

    @Override
    public Object body() {
      return ask.body();
    }

    @Override
    public @Nullable String scope() {
      return ask.scope();
    }

    @Override
    public boolean isNode() {
      return ask.forwarded();
    }

    @Override
    public boolean waits() {
      return true;
    }

    @Override
    public void reply(Object body, @Nullable Boolean created) {
      add(new Answer(index, body, Boolean.TRUE.equals(created), null));
    }

    @Override
    public void refuse(ReplyException refusal) {
      add(new Answer(index, null, false, refusal));
    }
  }
}
