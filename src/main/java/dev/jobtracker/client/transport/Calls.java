package dev.jobtracker.client.transport;

import dev.jobtracker.client.transport.Frames.Frame;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.wire.Failures;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a connection, which outlive its sockets:
 *
 * <pre>
 *   waiting --frame--> sent --answered--> done
 *      ^                 | socket breaks: a read waits again, a change fails, its fate is unknown
 *      +-----------------+
 *   waiting without a socket for 5 s, or past its deadline anywhere: failed
 * </pre>
 *
 * <p>The server reads a frame when it has answered the one before. So a few frames are on their way
 * at most, and what comes meanwhile goes together. Used on the connection's context only; bounded
 * by the connection, which counts what is not done.
 */
final class Calls {
  /** One that is answered, and one that is there when it is. */
  private static final int MAX_FRAMES = 2;

  /** How long a call waits while there is no connection (contract, section 12). */
  private static final long PATIENCE_MILLIS = 5_000;

  private final Vertx vertx;
  private final Frames frames = new Frames();
  private final Deque<Call> waiting = new ArrayDeque<>();
  private final Deque<Frame> sent = new ArrayDeque<>();
  private @Nullable Consumer<String> socket;
  private String whyDown = "it was never there";

  Calls(Vertx vertx) {
    this.vertx = vertx;
  }

  void add(Call call) {
    if (socket == null && call.isUnwatch()) {
      endUnwatch(call);
      return;
    }
    waiting.add(call);
    arm(call);
    flush();
  }

  private void arm(Call call) {
    // One more for what the division cuts off: the deadline has passed when the timer is due.
    long rest = TimeUnit.NANOSECONDS.toMillis(call.deadline - System.nanoTime()) + 1;
    long patience = socket == null ? Math.min(rest, PATIENCE_MILLIS) : rest;
    call.timer = vertx.setTimer(Math.max(1, patience), late -> expire(call));
  }

  private void armAgain(Call call) {
    vertx.cancelTimer(call.timer);
    if (!call.done) {
      arm(call);
    }
  }

  private void expire(Call call) {
    if (call.deadline - System.nanoTime() <= 0) {
      fail(call, call.sent && !call.isRead() ? unknown("it was not answered in time") : late(call));
    } else if (socket == null) {
      fail(call, JobException.unavailable("there is no connection to the tracker: " + whyDown));
    } else {
      arm(call);
    }
    // Without a socket nobody else takes out what has failed, and that may last for hours.
    Frames.dropDone(waiting);
  }

  private JobException late(Call call) {
    return JobException.unavailable("the tracker did not answer in time");
  }

  private static JobException unknown(String why) {
    return JobException.unavailable(
        why + ", " + Failures.FATE_UNKNOWN + " the change was carried out");
  }

  /** Has a new socket, which takes the text of a frame. */
  void connected(Consumer<String> socket) {
    this.socket = socket;
    flush();
  }

  private void flush() {
    while (socket != null && sent.size() < MAX_FRAMES) {
      Frame frame = sent.isEmpty() ? frames.next(waiting) : frames.nextBehind(waiting);
      if (frame.calls().isEmpty()) {
        return;
      }
      frame.calls().forEach(call -> call.sent = true);
      sent.add(frame);
      socket.accept(frame.text());
    }
  }

  /** Takes the answer to the oldest frame: frames are answered in their order. */
  void answered(List<?> answers) {
    Frame frame = sent.poll();
    if (frame == null) {
      return;
    }
    frames.taken(frame);
    Map<Long, Call> open = new HashMap<>();
    frame.calls().forEach(call -> open.put(call.id, call));
    for (Object each : answers) {
      JsonObject answer = RpcMessages.object(each);
      if (answer.getValue("id") instanceof Number id && open.containsKey(id.longValue())) {
        complete(open.remove(id.longValue()), answer);
      } else {
        refused(frame, answer.getJsonObject("error", new JsonObject()));
        open.clear();
      }
    }
    open.values().forEach(call -> fail(call, new JobException(Kind.FAULT, "an answer is missing")));
    flush();
  }

  private void complete(Call call, JsonObject answer) {
    JsonObject error = answer.getJsonObject("error");
    if (error != null) {
      fail(call, RpcMessages.failure(error));
    } else if (finish(call)) {
      call.outcome.tryComplete(RpcMessages.reply(answer));
    }
  }

  /** The server refused a frame as a whole, without a look into it: its calls go by themselves. */
  private void refused(Frame frame, JsonObject error) {
    if (frame.calls().size() == 1) {
      fail(frame.calls().get(0), RpcMessages.failure(error));
      return;
    }
    if (error.getInteger("code", 0) == RpcMessages.INVALID_REQUEST) {
      frames.tooMany(frame);
    } else {
      frame.calls().forEach(call -> call.alone = true);
    }
    waitAgain(frame.calls());
  }

  /** The socket is gone. */
  void disconnected(String why, boolean frameTooLong) {
    boolean broke = socket != null;
    socket = null;
    whyDown = why;
    List<Frame> broken = new ArrayList<>(sent);
    sent.clear();
    if (frameTooLong) {
      broken.stream().findFirst().ifPresent(this::tooLong);
    }
    if (broke) {
      waiting.stream().filter(Call::isUnwatch).forEach(this::endUnwatch);
      // From now on they wait for a socket, and not longer than their patience.
      waiting.forEach(this::armAgain);
    }
    List<Call> again = new ArrayList<>();
    for (Frame frame : broken) {
      for (Call call : frame.calls()) {
        if (call.done) {
          continue;
        }
        if (call.isUnwatch()) {
          endUnwatch(call);
          continue;
        }
        if (call.isRead() || !call.sent) {
          again.add(call);
        } else if (call.isOfOneSocket()) {
          fail(call, JobException.unavailable("the connection broke"));
        } else {
          fail(call, unknown("the connection broke"));
        }
      }
    }
    waitAgain(again);
  }

  /** Its watch ended with its socket, and on the next one the number means another one. */
  private void endUnwatch(Call call) {
    fail(call, JobException.unavailable("the connection broke"));
  }

  /** The only frame on its way was too long, and nobody has looked into it. */
  private void tooLong(Frame frame) {
    if (frame.calls().size() == 1) {
      Call call = frame.calls().get(0);
      String rule =
          "the message has " + call.text.length() + " characters, more than the server takes";
      fail(call, new JobException(Kind.TOO_LARGE, rule));
    } else {
      frames.tooLong(frame);
      frame.calls().forEach(call -> call.sent = false);
    }
  }

  private void waitAgain(List<Call> calls) {
    for (int i = calls.size() - 1; i >= 0; i--) {
      Call call = calls.get(i);
      call.sent = false;
      waiting.addFirst(call);
      armAgain(call);
    }
  }

  /** Fails all, as nothing will ever be answered. */
  void close(String why) {
    socket = null;
    List<Call> all = new ArrayList<>(waiting);
    sent.forEach(frame -> all.addAll(frame.calls()));
    waiting.clear();
    sent.clear();
    for (Call call : all) {
      fail(call, call.sent && !call.isRead() ? unknown(why) : JobException.unavailable(why));
    }
  }

  private void fail(Call call, JobException failure) {
    if (finish(call)) {
      call.outcome.tryFail(failure);
    }
  }

  private boolean finish(Call call) {
    boolean first = !call.done;
    call.done = true;
    vertx.cancelTimer(call.timer);
    return first;
  }
}
