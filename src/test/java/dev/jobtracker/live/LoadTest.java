package dev.jobtracker.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.Server;
import io.vertx.core.Future;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A thousand sockets, fifty jobs, ten updates a second each: nothing is lost, and one socket that
 * reads nothing for the whole run changes nothing for the others and costs bounded memory.
 */
class LoadTest {
  private static final int SOCKETS = 1_000;
  private static final int JOBS = 50;
  private static final int WATCHES = 5;

  /** Jobs with large results that only the sleeper watches, so that it is full soon. */
  private static final int HOGS = 5;

  private static final int RESULT_CHARS = 200_000;
  private static final int ROUNDS = 20;
  private static final long ROUND_MILLIS = 100;
  private static final long DEADLINE_SECONDS = 60;
  private static final long SPARE_BYTES = 64L << 20;
  private static final String CHANGED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"jobs.changed\",\"params\":{\"job\":{\"task_id\":\"load_00000000";

  private final CountDownLatch ends = new CountDownLatch(SOCKETS * WATCHES);
  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicInteger fallen = new AtomicInteger();
  private final AtomicInteger states = new AtomicInteger();

  /** Held on to, since a client that is garbage closes its connections. */
  private WebSocketClient client;

  /** What one socket has seen; used on its own event loop. */
  private final class Watching {
    private final long[] revisions = new long[JOBS + HOGS];

    void hear(String text) {
      if (text.startsWith(CHANGED)) {
        states.incrementAndGet();
        if (!rises(revisions, text)) {
          fallen.incrementAndGet();
        }
        if (isEnd(text)) {
          ends.countDown();
        }
      }
    }
  }

  /** Notes the revision of a change, read without a parser, as there are so many of them. */
  private static boolean rises(long[] revisions, String change) {
    int job = (int) number(change, CHANGED.length());
    String key = "\"revision\":";
    long revision = number(change, change.lastIndexOf(key) + key.length());
    boolean rises = revision > revisions[job];
    revisions[job] = revision;
    return rises;
  }

  private static long number(String text, int begin) {
    long number = 0;
    for (int i = begin; Character.isDigit(text.charAt(i)); i++) {
      number = 10 * number + Character.digit(text.charAt(i), 10);
    }
    return number;
  }

  private static boolean isEnd(String change) {
    return change.contains("\"status\":\"completed\"");
  }

  private static String id(int job) {
    return "load_%08d%d".formatted(0, job);
  }

  @Test
  void thousand_sockets_end_on_the_terminal_state_of_all_they_watch() throws Exception {
    JsonObject live = new JsonObject().put("slow_client_timeout", "10m");
    try (Server server = new Server(new JsonObject().put("live", live), 2)) {
      for (int job = 0; job < JOBS + HOGS; job++) {
        server.bus.call("jobs.create", JsonObject.of("type", "load", "task_id", id(job)));
      }
      connect(server);
      RawSocket asleep = sleeping(server);
      long before = usedBytes();
      run(server);
      assertThat(ends.await(DEADLINE_SECONDS, TimeUnit.SECONDS))
          .as("all but %d watchers saw the end of their jobs", ends.getCount())
          .isTrue();
      assertThat(fallen).as("states that were not newer than the one before").hasValue(0);
      assertThat(closed).as("sockets that were closed").hasValue(0);
      assertThat(usedBytes()).as("used bytes").isLessThan(before + SPARE_BYTES);
      assertThat(states.get()).isGreaterThan(SOCKETS * WATCHES);
      catchUp(asleep);
    }
  }

  /** Every socket watches a few jobs, so that every job is watched by a hundred. */
  private void connect(Server server) {
    WebSocketClientOptions options = new WebSocketClientOptions().setMaxConnections(SOCKETS);
    client = server.vertx.createWebSocketClient(options);
    List<Future<?>> connected = new ArrayList<>();
    for (int i = 0; i < SOCKETS; i++) {
      Watching watching = new Watching();
      StringBuilder batch = new StringBuilder();
      for (int watch = 0; watch < WATCHES; watch++) {
        batch.append(watch == 0 ? '[' : ',').append(watch((i + watch * JOBS / WATCHES) % JOBS));
      }
      Future<WebSocket> socket =
          client
              .webSocket()
              .textMessageHandler(watching::hear)
              .closeHandler(end -> closed.incrementAndGet())
              .connect(server.port, "127.0.0.1", "/api/ws");
      connected.add(socket.compose(open -> open.writeTextMessage(batch.append(']').toString())));
      if (connected.size() == 100) {
        Bus.await(Future.all(connected));
        connected.clear();
      }
    }
    Metrics.await(server, "jobtracker_watches", SOCKETS * WATCHES);
  }

  private static String watch(int job) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"jobs.watch\",\"params\":{\"task_id\":\"%s\"}}"
        .formatted(job, id(job));
  }

  /** Watches all jobs with all that they carry, and then reads nothing any more. */
  private static RawSocket sleeping(Server server) {
    RawSocket socket = new RawSocket(server);
    for (int job = 0; job < JOBS + HOGS; job++) {
      socket.send(watch(job));
      assertThat(socket.nextMessage()).contains("\"watch\"");
    }
    socket.stopReading();
    return socket;
  }

  private static void run(Server server) throws InterruptedException {
    CountDownLatch rounds = new CountDownLatch(ROUNDS);
    String result = "x".repeat(RESULT_CHARS);
    long timer =
        server.vertx.setPeriodic(
            ROUND_MILLIS,
            tick -> {
              for (int job = 0; job < JOBS + HOGS; job++) {
                JsonObject update = JsonObject.of("task_id", id(job), "add", 1);
                if (job >= JOBS) {
                  update.put("result", result + rounds.getCount());
                }
                server.vertx.eventBus().send("jobs.update", update);
              }
              rounds.countDown();
            });
    assertThat(rounds.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
    server.vertx.cancelTimer(timer);
    for (int job = 0; job < JOBS + HOGS; job++) {
      server.bus.call("jobs.update", JsonObject.of("task_id", id(job), "status", "completed"));
    }
  }

  /** Of what the sleeper has missed it gets the newest states, and no others. */
  private static void catchUp(RawSocket asleep) {
    asleep.readAgain();
    long[] revisions = new long[JOBS + HOGS];
    int ended = 0;
    int large = 0;
    while (ended < JOBS + HOGS) {
      String change = asleep.nextMessage();
      assertThat(rises(revisions, change)).isTrue();
      ended += isEnd(change) ? 1 : 0;
      large += change.length() > RESULT_CHARS ? 1 : 0;
    }
    assertThat(large).isLessThan(HOGS * ROUNDS);
    asleep.close();
  }

  private static long usedBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
