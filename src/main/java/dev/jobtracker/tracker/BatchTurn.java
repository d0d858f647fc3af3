package dev.jobtracker.tracker;

import dev.jobtracker.wire.Batch;
import dev.jobtracker.wire.Batch.Answer;
import dev.jobtracker.wire.Batch.Answers;
import dev.jobtracker.wire.Batch.Ask;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers the asks of one batch: the first that are known go as its reply, later ones in messages
 * of their own. Used on the tracker's event loop.
 */
final class BatchTurn {
  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

  private final Outlet outlet;
  private final Message<Batch> message;
  private List<Answer> answers;
  private boolean replied;

  BatchTurn(Outlet outlet, Message<Batch> message) {
    this.outlet = outlet;
    this.message = message;
    this.answers = new ArrayList<>(message.body().asks().size());
  }

  /** Returns those who ask, in their order. */
  List<Asker> askers() {
    List<Asker> askers = new ArrayList<>();
    for (Ask ask : message.body().asks()) {
      askers.add(new InBatch(askers.size(), ask));
    }
    return askers;
  }

  private void add(Answer answer) {
    answers.add(answer);
    if (answers.size() == 1) {
      outlet.unsent(this);
    }
  }

  /** Sends the answers that are known and not sent. */
  void send() {
    Answers known = new Answers(message.body().number(), answers);
    answers = new ArrayList<>();
    if (replied) {
      outlet.vertx().eventBus().send(message.body().later(), known, LOCAL);
    } else {
      replied = true;
      message.reply(known);
    }
  }

  /** One who asks in a batch. */
  private final class InBatch implements Asker {
    private final int index;
    private final Ask ask;
    private boolean answered;

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
      answer(new Answer(index, body, Boolean.TRUE.equals(created), null));
    }

    @Override
    public void refuse(ReplyException refusal) {
      answer(new Answer(index, null, false, refusal));
    }

    /** Only the first answer counts, as on the bus. */
    private void answer(Answer answer) {
      if (!answered) {
        answered = true;
        add(answer);
      }
    }
  }
}
