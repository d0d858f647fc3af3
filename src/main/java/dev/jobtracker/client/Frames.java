package dev.jobtracker.client;

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

  /** Takes the next frame out of the calls that wait; none is sent that has failed meanwhile. */
  Frame next(Queue<Call> waiting) {
    List<Call> calls = new ArrayList<>();
    int length = 0;
    while (!waiting.isEmpty() && calls.size() < maxBatch) {
      Call call = waiting.element();
      length += call.text.length();
      boolean fits = calls.isEmpty() || length <= maxLength && !call.alone;
      if (!call.done && !fits) {
        break;
      }
      waiting.remove();
      if (call.done) {
        length -= call.text.length();
      } else {
        calls.add(call);
        if (call.alone) {
          break;
        }
      }
    }
    return new Frame(calls);
  }

  /** A batch had too many calls for this server. */
  void tooMany(Frame refused) {
    maxBatch = Math.max(1, refused.calls().size() / 2);
  }

  /** A frame was too long for this server. */
  void tooLong(Frame refused) {
    maxLength = Math.max(1, refused.length() / 2);
  }
}
