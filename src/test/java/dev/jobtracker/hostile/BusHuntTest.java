package dev.jobtracker.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.tracker.JobTrackerVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Odd bodies on the bus, where no text is read and any object of Java may come. */
class BusHuntTest {
  private static final int HUNTERS = 2;
  private static final int BATCHES = 100;
  private static final int BATCH = 100;

  private static final String[] VERBS = {
    "jobs.create",
    "jobs.update",
    "jobs.get",
    "jobs.list",
    "jobs.cancel",
    "jobs.delete",
    "jobs.stats"
  };

  private static final String[] KEYS = {
    "task_id",
    "type",
    "title",
    "labels",
    "total",
    "unit",
    "heartbeat_timeout",
    "lost_after",
    "retention",
    "status",
    "progress",
    "done",
    "add",
    "current_step",
    "result",
    "error",
    "if_revision",
    "reason",
    "label",
    "stalled",
    "page_size",
    "page_token",
    "x",
    ""
  };

  private static final Set<Integer> CODES = Set.of(400, 404, 409, 410, 412, 413, 503);

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);

  @AfterEach
  void close() {
    Bus.await(vertx.close());
  }

  @Test
  void odd_bodies_are_all_answered_and_refused_ones_change_nothing() {
    Bus.await(vertx.deployVerticle(JobTrackerVerticle.class.getName()));
    Set<Integer> seen = new TreeSet<>();
    Hunt.run(HUNTERS, (number, random) -> hunt(random)).forEach(seen::addAll);
    assertThat(seen).as("what a hunt must meet").contains(0, 400, 404, 409, 412, 413);
    assertThat(bus.create("import").getInteger("revision")).isEqualTo(1);
  }

  private Set<Integer> hunt(Random random) {
    Set<Integer> seen = new TreeSet<>();
    JsonObject job = bus.create("import");
    for (int i = 0; i < BATCHES; i++) {
      job = job.getValue("finished_at") == null ? job : bus.create("import");
      seen.addAll(batch(random, job));
      job = bus.get(job);
    }
    return seen;
  }

  /** Sends many at once, and compares what was done to the job with what the answers tell. */
  private Set<Integer> batch(Random random, JsonObject job) {
    String id = job.getString("task_id");
    Set<Integer> seen = new TreeSet<>();
    List<Future<Message<Object>>> answers = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      Object body = body(random, id);
      // A tracker that has deleted the job would end the comparison.
      String verb = VERBS[random.nextInt(VERBS.length - (about(body, id) ? 2 : 0))];
      answers.add(request(vertx.eventBus(), verb, body));
    }
    Bus.await(Future.join(answers).otherwiseEmpty());
    JsonObject before = job;
    for (Future<Message<Object>> answer : answers) {
      seen.add(answer.succeeded() ? 0 : code(answer.cause()));
      if (answer.succeeded() && about(answer.result().body(), id)) {
        before = next(before, (JsonObject) answer.result().body());
      }
    }
    next(before, bus.get(job));
    return seen;
  }

  private static Future<Message<Object>> request(EventBus bus, String address, Object body) {
    try {
      return bus.request(address, body);
    } catch (RuntimeException unsendable) {
      // The bus itself takes no such body, so the tracker never sees it.
      return Future.failedFuture(new ReplyException(ReplyFailure.RECIPIENT_FAILURE, 400, "-"));
    }
  }

  private static int code(Throwable failure) {
    assertThat(failure).isInstanceOf(ReplyException.class);
    ReplyException refusal = (ReplyException) failure;
    assertThat(refusal.failureType()).isEqualTo(ReplyFailure.RECIPIENT_FAILURE);
    assertThat(refusal.failureCode()).as(refusal.getMessage()).isIn(CODES);
    assertThat(refusal.getMessage()).isNotBlank().doesNotContain("Exception", "dev.jobtracker");
    return refusal.failureCode();
  }

  private static JsonObject next(JsonObject before, JsonObject after) {
    if (after.getInteger("revision") != before.getInteger("revision") + 1) {
      assertThat(after).isEqualTo(before);
    }
    return after;
  }

  private static boolean about(Object body, String id) {
    return body instanceof JsonObject object && id.equals(object.getValue("task_id"));
  }

  private static Object body(Random random, String id) {
    if (random.nextInt(10) == 0) {
      return value(random, 3);
    }
    JsonObject body = new JsonObject();
    int keys = random.nextInt(4);
    for (int i = 0; i < keys; i++) {
      body.put(KEYS[random.nextInt(KEYS.length)], value(random, 3));
    }
    if (random.nextInt(10) == 0) {
      body.put("type", "import");
    } else {
      body.put("task_id", random.nextInt(20) == 0 ? "import_ffffffff" : id);
    }
    // Chance alone would send some runs home without having met these.
    switch (random.nextInt(100)) {
      case 0, 1 -> body.put("result", "x".repeat(random.nextInt(600_000)));
      case 2, 3 -> body.put("status", random.nextBoolean() ? "failed" : "completed");
      case 4, 5 -> body.put("if_revision", 1 + random.nextInt(3));
      default -> {}
    }
    return random.nextInt(3) > 0 ? body : body.put("current_step", "Step " + random.nextInt());
  }

  private static Object value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 24 : 18)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextInt(5);
      case 3 -> random.nextLong();
      case 4 -> random.nextDouble();
      case 5 -> Double.NaN;
      case 6 -> Double.NEGATIVE_INFINITY;
      case 7 -> -0.0f;
      case 8 -> new BigInteger(2_000, random);
      case 9 -> new BigDecimal("1e" + random.nextInt(2_000));
      case 10 -> "x".repeat(random.nextInt(400_000));
      case 11 -> "\ud800";
      case 12 -> "completed".substring(random.nextInt(9));
      case 13 -> Instant.ofEpochSecond(random.nextInt());
      case 14 -> new byte[random.nextInt(9)];
      case 15 -> Buffer.buffer("?");
      case 16 -> Thread.State.NEW;
      case 17 -> (short) random.nextInt();
      case 18 -> new JsonObject().put("a", value(random, depth - 1));
      case 19 -> new JsonArray().add(value(random, depth - 1)).addNull();
      case 20 -> new HashMap<>(Map.of("k", String.valueOf(value(random, depth - 1))));
      case 21 -> new ArrayList<>(Arrays.asList(value(random, depth - 1), 1));
      case 22 -> deep(60 + random.nextInt(10));
      default -> new StringBuilder("text");
    };
  }

  private static JsonArray deep(int depth) {
    JsonArray deep = new JsonArray();
    for (int i = 0; i < depth; i++) {
      deep = new JsonArray().add(deep);
    }
    return deep;
  }
}
