package dev.jobtracker.web;

import static dev.jobtracker.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.tracker.Verbs;
import dev.jobtracker.wire.Addresses;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A watch of labels begins with a search, which must not hold up others. */
class FirstStatesTest {
  private static final int OTHERS = 20_000;

  private final Server server = new Server();
  private final RpcClient client = new RpcClient(server);
  private final AtomicInteger lists = new AtomicInteger();

  @AfterEach
  void close() {
    server.close();
  }

  /** One job with a label, older than many without. */
  private void createManyAfterOne() {
    server.bus.call(
        "jobs.create", JsonObject.of("type", "rare", "labels", JsonObject.of("team", "x")));
    List<Future<?>> created = new ArrayList<>();
    for (int i = 0; i < OTHERS; i++) {
      created.add(server.vertx.eventBus().request("jobs.create", JsonObject.of("type", "other")));
    }
    Bus.await(Future.all(created));
    server
        .vertx
        .eventBus()
        .addInboundInterceptor(
            delivery -> {
              lists.addAndGet(Verbs.count(delivery.message(), Addresses.LIST));
              delivery.next();
            });
  }

  @Test
  void search_for_labels_has_an_end_and_says_that_there_may_be_more() {
    createManyAfterOne();
    JsonObject partial = client.watch(JsonObject.of("label", "team:x"));
    assertThat(partial.getJsonArray("jobs")).isEmpty();
    assertThat(partial.getBoolean("more")).isTrue();
    assertThat(lists).hasValue(10);
    JsonObject whole = client.watch(JsonObject.of("label", "team:x", "type", "rare"));
    assertThat(whole.getJsonArray("jobs")).hasSize(1);
    assertThat(whole.fieldNames()).containsExactlyInAnyOrder("watch", "jobs");
  }

  private static String hundredSearches() {
    StringBuilder frame = new StringBuilder("[");
    for (int i = 0; i < 100; i++) {
      frame.append(i == 0 ? "" : ",");
      frame.append(
          "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"jobs.watch\",\"params\":{\"label\":\"a:%d\"}}"
              .formatted(i, i));
    }
    return frame.append("]").toString();
  }

  @Test
  void searches_take_turns_so_that_others_wait_for_none_of_them() {
    createManyAfterOne();
    RpcClient other = new RpcClient(server);
    client.send(hundredSearches());
    // An indexed filter is not behind the searches: there are at most as many pages before it as
    // the frame could begin at once, which is one.
    assertThat(other.watch(JsonObject.of("type", "rare")).getJsonArray("jobs")).hasSize(1);
    assertThat(lists.get()).isLessThan(1_000);
    assertThat(client.nextText()).startsWith("[{");
    assertThat(lists).hasValue(1_001);
  }

  @Test
  void searches_of_a_connection_that_is_over_are_dropped() {
    createManyAfterOne();
    AtomicBoolean gone = new AtomicBoolean();
    server.vertx.eventBus().addInboundInterceptor(delivery -> passWhen(gone, delivery));
    RpcClient other = new RpcClient(server);
    client.send(hundredSearches());
    eventually(() -> assertThat(lists).hasValue(1));
    client.close();
    eventually(
        () ->
            assertThat(server.get("/metrics").body())
                .contains("jobtracker_live_clients{door=\"websocket\"} 1.0\n"));
    gone.set(true);
    assertThat(other.watch(JsonObject.of("label", "team:x")).getBoolean("more")).isTrue();
    assertThat(lists).as("of 1,010 pages").hasValueLessThan(100);
  }

  private void passWhen(AtomicBoolean gone, DeliveryContext<?> delivery) {
    if (gone.get() || Verbs.count(delivery.message(), Addresses.LIST) == 0) {
      delivery.next();
    } else {
      server.vertx.setTimer(5, later -> passWhen(gone, delivery));
    }
  }
}
