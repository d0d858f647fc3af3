package dev.jobtracker.client.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.Reply;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which calls go on over the next socket, where a watch has another number. */
class CallsTest {
  private final Vertx vertx = Vertx.vertx();
  private final Calls calls = new Calls(vertx);
  private long lastId;

  @AfterEach
  void close() {
    calls.close("the test is over");
    Bus.await(vertx.close());
  }

  private Promise<Reply> call(String method) {
    Promise<Reply> outcome = Promise.promise();
    Call.Question question = new Call.Question(method, new JsonObject(), false, null);
    calls.add(new Call(++lastId, question, 30_000, outcome));
    return outcome;
  }

  /** Reads and unwatches go in one frame, when the first call is answered. */
  private Promise<Reply> unwatchBehindReads(List<String> sent) {
    calls.connected(sent::add);
    call(Addresses.GET);
    call(Addresses.GET);
    Promise<Reply> unwatch = call(RpcMessages.UNWATCH);
    calls.answered(List.of(Map.of("id", 1L, "result", Map.of())));
    return unwatch;
  }

  private List<String> nextSocket() {
    List<String> sent = new ArrayList<>();
    calls.connected(sent::add);
    return sent;
  }

  @Test
  void unwatch_that_was_sent_is_not_sent_again() {
    List<String> sent = new ArrayList<>();
    Promise<Reply> unwatch = unwatchBehindReads(sent);
    assertThat(sent).hasSize(2).last().asString().contains(RpcMessages.UNWATCH, Addresses.GET);
    calls.disconnected("it was closed", false);
    assertThat(unwatch.future().failed()).isTrue();
    assertThat(nextSocket()).singleElement().asString().doesNotContain(RpcMessages.UNWATCH);
  }

  @Test
  void unwatch_in_a_frame_that_was_too_long_is_not_sent_again() {
    Promise<Reply> unwatch = unwatchBehindReads(new ArrayList<>());
    calls.disconnected("it was closed", true);
    assertThat(unwatch.future().failed()).isTrue();
    assertThat(nextSocket()).singleElement().asString().doesNotContain(RpcMessages.UNWATCH);
  }

  @Test
  void unwatch_that_waited_is_not_sent_at_all() {
    calls.connected(frame -> {});
    call(Addresses.GET);
    Promise<Reply> unwatch = call(RpcMessages.UNWATCH);
    calls.disconnected("it went silent", false);
    assertThat(unwatch.future().failed()).isTrue();
    assertThat(call(RpcMessages.UNWATCH).future().failed()).isTrue();
    assertThat(nextSocket()).singleElement().asString().doesNotContain(RpcMessages.UNWATCH);
  }
}
