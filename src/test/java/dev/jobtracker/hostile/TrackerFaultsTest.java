package dev.jobtracker.hostile;

import static dev.jobtracker.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.jobtracker.TestClock;
import dev.jobtracker.tracker.Bus;
import dev.jobtracker.tracker.JobTrackerVerticle;
import dev.jobtracker.web.RpcClient;
import dev.jobtracker.web.Server;
import dev.jobtracker.wire.Failures;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A tracker that breaks, that is full, or whose clock jumps. */
class TrackerFaultsTest {
  private static final Pattern FAULT =
      Pattern.compile("an internal fault, which the log holds under id ([0-9a-f-]{36})");

  private final Server server = new Server(new JsonObject(), 2);

  @AfterEach
  void close() {
    server.close();
  }

  private void deploy(InstantSource clock, JsonObject config) {
    Bus.await(server.vertx.undeploy(server.tracker));
    DeploymentOptions options =
        new DeploymentOptions().setConfig(new JsonObject().put("tracker", config));
    Bus.await(server.vertx.deployVerticle(new JobTrackerVerticle(clock), options));
  }

  /** A clock that works until it is told to break. */
  private static final class Breakable implements InstantSource {
    private volatile boolean broken;

    @Override
    public Instant instant() {
      if (broken) {
        throw new IllegalStateException("a secret of the inside");
      }
      return Instant.now();
    }
  }

  @Test
  void exception_in_a_handler_is_answered_at_once_at_every_door_under_an_id_that_the_log_carries() {
    Breakable clock = new Breakable();
    deploy(clock, new JsonObject());
    JsonObject job = server.create("import");
    JsonObject update = new JsonObject().put("task_id", job.getString("task_id")).put("add", 1);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.list = new CopyOnWriteArrayList<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger(Failures.class);
    logger.addAppender(log);
    try (RpcClient socket = new RpcClient(server)) {
      clock.broken = true;
      Server.Answer overHttp = server.patch(Server.path(job), "{\"add\":1}");
      JsonObject overRpc = socket.error("jobs.update", update);
      ReplyException onTheBus = server.bus.failure("jobs.update", update);
      clock.broken = false;
      assertThat(overHttp.status()).isEqualTo(500);
      assertThat(overRpc.getInteger("code")).isEqualTo(-32603);
      assertThat(overRpc.getJsonObject("data").getInteger("status")).isEqualTo(500);
      assertThat(onTheBus.failureCode()).isEqualTo(500);
      assertInLog(log, overHttp.error());
      assertInLog(log, overRpc.getString("message"));
      assertInLog(log, onTheBus.getMessage());
      assertThat(server.bus.get(job)).isEqualTo(job);
    } finally {
      logger.detachAppender(log);
    }
  }

  private static void assertInLog(ListAppender<ILoggingEvent> log, String sentence) {
    Matcher fault = FAULT.matcher(sentence);
    assertThat(fault.matches()).as(sentence).isTrue();
    assertThat(log.list)
        .filteredOn(event -> event.getFormattedMessage().contains(fault.group(1)))
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.getThrowableProxy().getMessage())
                    .isEqualTo("a secret of the inside"));
  }

  @Test
  void flood_of_creates_evicts_what_ended_first_then_is_refused_and_leaves_running_jobs_alone()
      throws IOException {
    deploy(InstantSource.system(), new JsonObject().put("max_jobs", 100).put("max_gone", 10));
    List<JsonObject> running = new ArrayList<>();
    List<String> ended = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      JsonObject job = server.bus.create("import");
      if (i % 2 == 0) {
        running.add(server.bus.update(job, new JsonObject().put("progress", 0.5)));
      } else {
        ended.add(job.getString("task_id"));
      }
    }
    // They end in another order than they began in.
    java.util.Collections.shuffle(ended, new Random(1));
    for (String id : ended) {
      JsonObject completed = new JsonObject().put("task_id", id).put("status", "completed");
      server.bus.call("jobs.update", completed);
    }
    List<String> allEnded = List.copyOf(ended);
    List<String> evicted = new CopyOnWriteArrayList<>();
    server
        .vertx
        .eventBus()
        .<JsonObject>consumer(
            "jobs.events",
            event -> {
              if ("evicted".equals(event.body().getString("reason"))) {
                evicted.add(event.body().getString("task_id"));
              }
            });
    for (String endedFirst : List.copyOf(ended.subList(0, 5))) {
      server.bus.create("import");
      JsonObject id = new JsonObject().put("task_id", endedFirst);
      assertThat(server.bus.failure("jobs.get", id).failureCode()).isEqualTo(410);
      ended.remove(endedFirst);
      JsonObject next = new JsonObject().put("task_id", ended.get(0));
      assertThat(server.bus.call("jobs.get", next).getString("status")).isEqualTo("completed");
    }
    assertThat(flood(5_000)).isEqualTo(ended.size());
    // Events keep the order of each job, not that of several.
    eventually(() -> assertThat(evicted).containsExactlyInAnyOrderElementsOf(allEnded));
    for (JsonObject job : running) {
      assertThat(server.bus.get(job)).isEqualTo(job);
    }
    JsonObject stats = server.bus.call("jobs.stats", new JsonObject());
    assertThat(stats.getInteger("total")).isEqualTo(100);
    assertThat(stats.getJsonObject("counters").getInteger("creates_refused_full"))
        .isEqualTo(5_000 - ended.size());
  }

  /** Sends so many creates; returns how many made a job, which must be the first ones. */
  private int flood(int creates) throws IOException {
    String create =
        "POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: 16\r\n\r\n{\"type\":\"flood\"}";
    int created = 0;
    try (RawConnection client = new RawConnection(server.port)) {
      for (int i = 0; i < creates; i++) {
        if (i % 100 == 0) {
          client.send(create.repeat(100));
        }
        RawConnection.Answer answer = client.answer(false);
        Sound.check(answer);
        if (answer.status() == 201) {
          assertThat(created++).isEqualTo(i);
        } else {
          assertThat(answer.status()).isEqualTo(503);
        }
      }
    }
    return created;
  }

  @Test
  void clock_that_jumps_keeps_order_and_expires_nothing_early() {
    TestClock clock = new TestClock();
    deploy(clock, new JsonObject().put("retention", "1h").put("heartbeat_timeout", "1d"));
    Random random = new Random(7);
    JsonObject done = server.bus.create("import");
    done = server.bus.update(done, new JsonObject().put("status", "completed"));
    JsonObject job = server.bus.create("import");
    List<String> ids = new ArrayList<>(List.of(job.getString("task_id")));
    for (int i = 0; i < 300; i++) {
      // Within an hour of the beginning, there and back.
      clock.set(TestClock.START.plusSeconds(random.nextInt(7_000) - 3_500));
      JsonObject next = server.bus.update(job, new JsonObject().put("add", 1));
      assertThat(next.getString("updated_at")).isGreaterThan(job.getString("updated_at"));
      assertThat(next.getBoolean("stalled")).isFalse();
      job = next;
      ids.add(0, server.bus.create("import").getString("task_id"));
    }
    JsonArray page =
        server.bus.call("jobs.list", new JsonObject().put("page_size", 100)).getJsonArray("jobs");
    assertThat(page.stream().map(each -> ((JsonObject) each).getString("task_id")))
        .containsExactlyElementsOf(ids.subList(0, 100));
    assertThat(server.bus.get(done)).isEqualTo(done);

    JsonObject gone = done;
    clock.set(TestClock.START.plus(Duration.ofHours(2)));
    eventually(
        () -> {
          JsonObject stats = server.bus.call("jobs.stats", new JsonObject());
          assertThat(stats.getJsonObject("counters").getInteger("expired")).isEqualTo(1);
        });
    assertThat(
            server
                .bus
                .failure("jobs.get", new JsonObject().put("task_id", gone.getString("task_id")))
                .failureCode())
        .isEqualTo(410);
    assertThat(server.bus.get(job)).isEqualTo(job);
  }
}
