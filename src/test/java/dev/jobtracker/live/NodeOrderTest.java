package dev.jobtracker.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.Server;
import dev.jobtracker.web.ServerNodes;
import dev.jobtracker.wire.Addresses;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Contract, section 12: a node that stands by answers and tells in the order in which the active
 * one did, also where its connection and its tracker share an event loop.
 */
class NodeOrderTest {
  @RegisterExtension static final ServerNodes NODES = new ServerNodes();

  /** So long that no slow commit lets the right to answer run out. */
  private static final JsonObject CONFIG = JsonObject.of("cluster", JsonObject.of("lease", "60s"));

  private static final int READERS = 20;
  private static final long LOAD_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final AtomicLong answered = new AtomicLong();
  private final List<String> backwards = new CopyOnWriteArrayList<>();
  private volatile boolean over;

  /** Asks again and again, on the event loop on which the events are heard. */
  private void read(Server node, JsonObject id, Promise<Void> end) {
    node.vertx
        .eventBus()
        .<JsonObject>request(Addresses.GET, id)
        .onFailure(end::tryFail)
        .onSuccess(
            answer -> {
              answered.accumulateAndGet(answer.body().getLong("revision"), Math::max);
              if (over) {
                end.tryComplete();
              } else {
                read(node, id, end);
              }
            });
  }

  private void change(Server node, JsonObject id, long begun, Promise<Void> end) {
    if (System.nanoTime() - begun > LOAD_NANOS) {
      end.complete();
      return;
    }
    node.vertx
        .eventBus()
        .request(Addresses.UPDATE, id.copy().put("add", 1))
        .onFailure(end::tryFail)
        .onSuccess(done -> change(node, id, begun, end));
  }

  @Test
  void no_event_comes_after_an_answer_that_is_newer() {
    Server active = NODES.start(CONFIG);
    Server standby = NODES.startOnOneLoop(CONFIG);
    JsonObject id = JsonObject.of("task_id", active.bus.create("import").getString("task_id"));
    Promise<Void> read = Promise.promise();
    standby.vertx.runOnContext(
        loop -> {
          standby
              .vertx
              .eventBus()
              .<JsonObject>consumer(
                  Addresses.eventsOf(id.getString("task_id")),
                  event -> {
                    long revision = event.body().getLong("revision");
                    if (revision < answered.get()) {
                      backwards.add(revision + " after " + answered);
                    }
                  });
          for (int i = 0; i < READERS; i++) {
            read(standby, id, read);
          }
        });
    Promise<Void> changed = Promise.promise();
    active.vertx.runOnContext(loop -> change(active, id, System.nanoTime(), changed));
    Bus.await(changed.future());
    over = true;
    Bus.await(read.future());
    assertThat(answered.get()).isGreaterThan(1);
    assertThat(backwards).isEmpty();
  }
}
