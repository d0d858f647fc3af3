package dev.jobtracker.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.web.Server;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Odd JSON-RPC over WebSockets, many messages at once on each. */
class RpcHuntTest {
  private static final int HUNTERS = 4;
  private static final int BATCHES = 400;
  private static final int BATCH = 20;

  private static final List<Integer> MET =
      List.of(-32700, -32600, -32601, -32602, 403, 404, 409, 410, 412);

  private final Server server =
      new Server(
          new JsonObject().put("live", new JsonObject().put("max_watches_per_socket", 20)), 2);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void odd_messages_are_answered_and_refused_ones_change_nothing() {
    Calm calm = Calm.of(server);
    Set<Integer> seen = new TreeSet<>();
    Hunt.run(HUNTERS, (number, random) -> hunt(number, random)).forEach(seen::addAll);
    assertThat(seen).as("what a hunt must meet").containsAll(MET);
    calm.check();
  }

  /** Returns the codes of the errors that were met. */
  private Set<Integer> hunt(int number, Random random) throws IOException {
    Hunter hunter = new Hunter(server, number, random);
    try (RawWebSocket socket = new RawWebSocket(server.port)) {
      for (int i = 0; i < BATCHES; i++) {
        hunter.batch(socket, "end-" + i);
      }
    }
    return hunter.seen;
  }

  /** One client with one job; what is done to it without a wish for an answer is not reckoned. */
  private static final class Hunter {
    private final Server server;
    private final OddJson odd;
    private final Random random;
    private final String other;
    private final Set<Integer> seen = new TreeSet<>();
    private JsonObject known;

    Hunter(Server server, int number, Random random) {
      this.server = server;
      this.odd = new OddJson(random);
      this.random = random;
      this.other = "import_0000000" + number;
      this.known = server.bus.create("import");
    }

    void batch(RawWebSocket socket, String end) throws IOException {
      // An ended job stays for some batches, in which all that would change it is refused.
      if (known.getValue("finished_at") != null && odd.chance(3)) {
        known = server.bus.create("import");
      }
      List<byte[]> sent = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        sent.add(odd.bytes(odd.chance(15) ? several() : call()));
      }
      boolean reckoned = sent.stream().allMatch(Hunter::wantsOneAnswer);
      for (byte[] text : sent) {
        socket.connection.send(RawFrames.frame(RawFrames.FINAL | RawFrames.TEXT, text));
      }
      socket.connection.send(
          RawWebSocket.text(
              "{\"jsonrpc\":\"2.0\",\"id\":\"" + end + "\",\"method\":\"jobs.stats\"}"));
      try {
        read(socket, end, reckoned);
      } catch (AssertionError | IOException | RuntimeException e) {
        throw new AssertionError(e + "\nafter " + sent.stream().map(Hunt::shown).toList(), e);
      }
    }

    private void read(RawWebSocket socket, String end, boolean reckoned) throws IOException {
      JsonObject before = known;
      List<JsonObject> states = new ArrayList<>();
      while (true) {
        String text = socket.message();
        Sound.check(text);
        Object message = Json.decodeValue(text);
        if (message instanceof JsonObject answer && end.equals(answer.getValue("id"))) {
          break;
        }
        if (!(message instanceof String)) {
          learn(message, states);
        }
      }
      known = server.bus.get(before);
      states.add(known);
      for (JsonObject state : reckoned ? states : List.<JsonObject>of()) {
        // Were the job changed by a message that was refused, its revision would jump.
        if (state.getInteger("revision") != before.getInteger("revision") + 1) {
          assertThat(state).isEqualTo(before);
        }
        before = state;
      }
    }

    private void learn(Object message, List<JsonObject> states) {
      if (message instanceof JsonArray several) {
        several.forEach(each -> learn(each, states));
        return;
      }
      JsonObject answer = (JsonObject) message;
      if (answer.containsKey("error")) {
        JsonObject error = answer.getJsonObject("error");
        assertThat(error.getInteger("code")).isNotIn(-32603, 500);
        assertThat(error.getString("message")).isNotBlank();
        assertThat(error.getJsonObject("data").getInteger("status")).isBetween(400, 499);
        seen.add(error.getInteger("code"));
      } else if (answer.getValue("result") instanceof JsonObject result
          && id().equals(result.getValue("task_id"))) {
        states.add(result);
      }
    }

    private String id() {
      return known.getString("task_id");
    }

    /** A notification, or an array of calls, may change the job more often than it is answered. */
    private static boolean wantsOneAnswer(byte[] text) {
      try {
        return Json.decodeValue(new String(text, StandardCharsets.UTF_8)) instanceof JsonObject call
            && call.containsKey("id");
      } catch (RuntimeException unreadable) {
        return true;
      }
    }

    private String several() {
      List<String> calls = new ArrayList<>();
      int count = odd.oneOf(0, 1, 3, 101);
      for (int i = 0; i < count; i++) {
        calls.add(odd.chance(10) ? odd.value() : call());
      }
      return calls + (odd.chance(20) ? "]" : "");
    }

    private String call() {
      Map<String, String> call = new LinkedHashMap<>();
      call.put("jsonrpc", "\"2.0\"");
      call.put("id", odd.oneOf("1", "\"a\"", "null", "1.5", "-7"));
      Map<String, String> params = new LinkedHashMap<>();
      call.put("method", '"' + method(params) + '"');
      call.put("params", odd.object(params));
      return odd.object(call);
    }

    /** Chooses a method, and what fits it as parameters. */
    private String method(Map<String, String> params) {
      params.put("task_id", '"' + odd.oneOf(id(), id(), id(), "import_ffffffff") + '"');
      switch (random.nextInt(12)) {
        case 0 -> {
          params.put("type", "\"import\"");
          params.put("task_id", '"' + odd.oneOf(other, other + "1") + '"');
          return "jobs.create";
        }
        case 1 -> {
          return odd.chance(20) ? "jobs.cancel" : "jobs.get";
        }
        case 2 -> {
          params.put("task_id", '"' + other + "1\"");
          return "jobs.delete";
        }
        case 3 -> {
          params.remove("task_id");
          params.put("page_size", String.valueOf(random.nextInt(3)));
          params.put("page_token", odd.oneOf("null", "\"x\"", "\"\""));
          return "jobs.list";
        }
        case 4 -> {
          return "jobs.watch";
        }
        case 5 -> {
          params.remove("task_id");
          params.put("status", odd.oneOf("\"running\"", "[\"failed\"]", "[]"));
          return "jobs.watch";
        }
        case 6 -> {
          params.remove("task_id");
          params.put("watch", String.valueOf(random.nextInt(200)));
          return "jobs.unwatch";
        }
        case 7 -> {
          params.clear();
          return odd.oneOf("jobs.clear", "jobs.stats", "jobs.metrics", "jobs.events", "rpc.x", "");
        }
        default -> {
          params.put("add", odd.oneOf("1", "0.5", "-1"));
          params.put("current_step", "\"Step " + random.nextInt(9) + '"');
          params.put("if_revision", odd.chance(5) ? "3" : known.getValue("revision").toString());
          if (!odd.chance(5)) {
            params.remove("if_revision");
          }
          if (odd.chance(20)) {
            params.put("status", "\"completed\"");
          }
          return "jobs.update";
        }
      }
    }
  }
}
