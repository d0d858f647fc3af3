package dev.jobtracker.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.hostile.HttpMessages.Message;
import dev.jobtracker.hostile.RawConnection.Answer;
import dev.jobtracker.web.Server;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Odd requests over keep-alive connections, many at once on each. */
class HttpHuntTest {
  private static final int HUNTERS = 4;
  private static final int BATCHES = 600;
  private static final int BATCH = 20;

  private static final List<Integer> MET =
      List.of(200, 201, 202, 204, 304, 400, 403, 404, 405, 406, 409, 410, 412, 415, 417, 421, 431);

  private final Server server =
      new Server(new JsonObject().put("live", new JsonObject().put("max_wait", "20ms")), 2);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void odd_requests_are_all_answered_and_refused_ones_change_nothing() {

    Calm calm = Calm.of(server);
    List<Hunter> hunters =
        Hunt.run(
            HUNTERS,
            (number, random) -> {
              Hunter hunter = new Hunter(server.port, number, random);
              for (int i = 0; i < BATCHES; i++) {
                hunter.batch();
              }
              hunter.connection.close();
              return hunter;
            });

    JsonObject counters = server.bus.call("jobs.stats", new JsonObject()).getJsonObject("counters");
    int created = hunters.stream().mapToInt(hunter -> hunter.created).sum();
    int deleted = hunters.stream().mapToInt(hunter -> hunter.deleted).sum();
    assertThat(counters.getInteger("created")).as("creates").isEqualTo(created);
    assertThat(counters.getInteger("deleted")).as("deletes").isEqualTo(deleted);
    assertThat(counters.getInteger("cleared")).isZero();
    Set<Integer> seen = new TreeSet<>();
    hunters.forEach(hunter -> seen.addAll(hunter.seen.keySet()));

    assertThat(seen).as("what a hunt must meet").containsAll(MET);
    calm.check();
  }

  /** One client with one job, which knows what its job must look like. */
  private static final class Hunter {
    private final int port;
    private final HttpMessages messages;
    private final Map<Integer, Integer> seen = new TreeMap<>();
    private final Deque<String> others = new ArrayDeque<>();
    private RawConnection connection;
    private JsonObject known = new JsonObject();
    private boolean blurred;
    private int created;
    private int deleted;

    Hunter(int port, int number, Random random) throws IOException {
      this.port = port;
      this.messages = new HttpMessages(random, number);
      this.connection = new RawConnection(port);
    }

    private String id() {
      return known.getString("task_id");
    }

    void batch() throws IOException {
      if (known.isEmpty() || known.getValue("finished_at") != null) {
        exchange(List.of(messages.create()));
        known = new JsonObject();
        exchange(List.of(messages.read(others.removeLast())));
      }
      List<Message> batch = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        batch.add(messages.any(id()));
      }
      batch.add(messages.read(id()));
      batch.add(messages.readUnlessThere(id()));
      while (!others.isEmpty()) {
        batch.add(messages.plain("DELETE", "/api/jobs/" + others.remove()));
      }
      exchange(batch);
    }

    /** Sends all at once; what follows an answer that is the last one goes out anew. */
    private void exchange(List<Message> all) throws IOException {
      for (int next = 0; next < all.size(); ) {
        List<Message> rest = all.subList(next, all.size());
        connection.send(OddJson.joined(rest.stream().map(Message::bytes).toArray(byte[][]::new)));
        boolean open = true;
        String before = "nothing";
        while (open && next < all.size()) {
          Message message = all.get(next++);
          try {
            Answer answer = connection.answer(message.isHead());
            learn(message, answer);
            open = !answer.isLast();
            before = message + "\n" + answer;
          } catch (AssertionError | IOException | RuntimeException e) {
            throw new AssertionError(e + "\nfor " + message + "\nafter " + before, e);
          }
        }
        if (!open) {
          connection.close();
          connection = new RawConnection(port);
        }
      }
    }

    private void learn(Message message, Answer answer) {
      Sound.check(answer);
      seen.merge(answer.status(), 1, Integer::sum);
      if (answer.status() == 201) {
        created++;
        others.add(createdId(answer));
      } else if (answer.status() == 204 && message.method().equals("DELETE")) {
        deleted++;
        known = message.path().endsWith("/" + id()) ? new JsonObject() : known;
      } else if (answer.isText()) {
        // What a line may have changed, the next answer in JSON shows.
        blurred |= answer.status() < 300 && !message.method().equals("GET");
      } else if (answer.status() == 409) {
        JsonObject job = new JsonObject(answer.body()).getJsonObject("job");
        assertThat(job).isEqualTo(blurred ? job : known);
      } else if (answer.body().startsWith("{\"task_id\":") && answer.status() < 300) {
        see(new JsonObject(answer.body()));
      }
    }

    private static String createdId(Answer answer) {
      return answer.isText()
          ? answer.body().strip()
          : new JsonObject(answer.body()).getString("task_id");
    }

    /**
     * A state of the job; were it changed by a message that was refused, its revision would jump.
     */
    private void see(JsonObject job) {
      if (known.isEmpty()) {
        known = job;
      }
      if (!id().equals(job.getString("task_id"))) {
        assertThat(job.getString("task_id")).as("one that a create brought").contains("_0000000");
        return;
      }
      if (!blurred && !job.getInteger("revision").equals(known.getInteger("revision") + 1)) {
        assertThat(job).isEqualTo(known);
      }
      known = job;
      blurred = false;
    }
  }
}
