package dev.jobtracker.client.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Puts calls that wait into frames: several go together as a batch, as far as the server takes them
 * in one. What it takes is known from its defaults, and better once it has refused something.
 */
final class Frames {
  /** The default of {@code live.max_batch}. */
  private static final int MAX_BATCH = 100;

  /** Below the default of {@code live.max_frame_bytes}, as text is counted in characters here. */
  private static final int MAX_LENGTH = 300_000;

  private int maxBatch = MAX_BATCH;
  private int maxLength = MAX_LENGTH;
  private int taken;

  /** Several calls that travel together. */
  record Frame(List<Call> calls) {
    String text() {
      if (calls.size() == 1) {
        return calls.get(0).text;
      }
      StringBuilder text = new StringBuilder(length() + calls.size() + 1);
      calls.forEach(call -> text.append(text.isEmpty() ? '[' : ',').append(call.text));
      return text.append(']').toString();
    }

    int length() {
      return calls.stream().mapToInt(call -> call.text.length()).sum();
    }
  }

  /** Takes the next frame out of the calls that wait, when nothing is on its way. */
  Frame next(Queue<Call> waiting) {
    return next(waiting, maxLength, true);
  }

  /**
   * Takes a frame that goes behind another one. It is no longer than what the server has taken
   * before: so when a frame is too long for the server, no other one is on its way.
   */
  Frame nextBehind(Queue<Call> waiting) {
    return next(waiting, taken, false);
  }

  private Frame next(Queue<Call> waiting, int limit, boolean evenOneAbove) {
    List<Call> calls = new ArrayList<>();
    int length = 0;
    dropDone(waiting);
    while (!waiting.isEmpty() && calls.size() < maxBatch) {
      Call call = waiting.element();
      length += call.text.length();
      boolean first = calls.isEmpty();
      if (length > limit && !(first && evenOneAbove) || call.alone && !first) {
        break;
      }
      calls.add(waiting.remove());
      if (call.alone) {
        break;
      }
      dropDone(waiting);
    }
    return new Frame(calls);
  }

  /** What has failed while it waited is not sent. It is kept only behind what still waits. */
  static void dropDone(Queue<Call> waiting) {
    while (!waiting.isEmpty() && waiting.element().done) {
      waiting.remove();
    }
  }

  /** The server has read this frame. */
  void taken(Frame frame) {
    taken = Math.max(taken, frame.length());
  }

  /** A batch had too many calls for this server. */
  void tooMany(Frame refused) {
    maxBatch = Math.max(1, refused.calls().size() / 2);
  }

  /** A frame was too long for this server. */
  void tooLong(Frame refused) {
    maxLength = Math.max(1, refused.length() / 2);
    taken = Math.min(taken, maxLength);
  }
}
