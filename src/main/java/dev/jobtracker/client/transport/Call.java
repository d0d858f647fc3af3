package dev.jobtracker.client.transport;

import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.JsonText;
import dev.jobtracker.wire.Reply;
import dev.jobtracker.wire.UpgradeHeaders;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One call of JSON-RPC on its way: it waits, it is sent, it is answered or fails, once. */
final class Call {
  private static final Set<String> READS = Set.of(Addresses.GET, Addresses.LIST, Addresses.STATS);

  /**
   * What is asked for.
   *
   * @param forwarded whether a node asks for its own caller
   * @param scope of a forwarded call, what that caller may see; null = every job
   */
  record Question(String method, JsonObject params, boolean forwarded, @Nullable String scope) {}

  final long id;
  final String method;
  final Promise<Reply> outcome;

  /** The call as JSON. */
  final String text;

  /** By the clock of {@link System#nanoTime}. */
  final long deadline;

  /** Whether it goes in a frame of its own, as it made the frame of several be refused. */
  boolean alone;

  boolean sent;
  boolean done;
  long timer = -1;

  /**
   * Writes the call.
   *
   * @throws dev.jobtracker.job.JobException {@code INVALID} for a body that JSON cannot say
   */
  Call(long id, Question question, long timeoutMillis, Promise<Reply> outcome) {
    this.id = id;
    this.method = question.method();
    this.outcome = outcome;
    JsonObject call =
        new JsonObject()
            .put("jsonrpc", "2.0")
            .put("id", id)
            .put("method", method)
            .put("params", question.params());
    if (question.scope() != null) {
      call.put(UpgradeHeaders.SCOPE, question.scope());
    }
    // What a node forwards was measured as its own caller sent it, without these brackets.
    byte[] bytes = question.forwarded() ? JsonText.envelope(call) : JsonText.bytes(call);
    this.text = new String(bytes, StandardCharsets.UTF_8);
    this.deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
  }

  /** Returns whether it changes nothing, so that it may be sent again. */
  boolean isRead() {
    return READS.contains(method);
  }

  boolean isUnwatch() {
    return method.equals(RpcMessages.UNWATCH);
  }

  /** Returns whether it means one socket only, whose end is its own. */
  boolean isOfOneSocket() {
    return method.equals(RpcMessages.WATCH) || isUnwatch();
  }
}
