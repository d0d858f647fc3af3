package dev.jobtracker.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.Server;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that disconnect and come back while jobs change all the time: no revision ever falls, and
 * in the end each client shows what the tracker holds. Every round has a seed, which names it.
 */
class ReconnectTest {
  private static final int ROUNDS = 25;
  private static final long DEADLINE_SECONDS = 30;

  private final Server server = new Server(new JsonObject(), 2);

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"socket", "stream", "poll"})
  void watcher_of_a_job_never_goes_back_and_ends_on_the_newest(String door) {
    JsonObject job = server.bus.create("import");
    View view = new View(door);
    JsonObject last;
    try (Traffic traffic = new Traffic(server)) {
      traffic.update(job.getString("task_id"));
      for (int round = 0; round < ROUNDS; round++) {
        Random random = new Random(round);
        Follower follower = follow(door, view, job);
        traffic.awaitMore(1 + random.nextInt(60));
        if (round < ROUNDS - 1) {
          follower.close();
        }
        view.check();
      }
      last = traffic.end(job);
    }
    awaitView(view, () -> Map.of(job.getString("task_id"), last));
    assertThat(last.getString("status")).isEqualTo("completed");
    assertThat(last.getLong("revision")).isGreaterThan(ROUNDS);
  }

  private Follower follow(String door, View view, JsonObject job) {
    return switch (door) {
      case "socket" ->
          Bus.await(
              Follower.socket(
                  server, view, new JsonObject().put("task_id", job.getString("task_id"))));
      case "stream" -> Bus.await(Follower.stream(server, view, Server.path(job) + "/events"));
      default -> Follower.poller(server, view, Server.path(job));
    };
  }

  /** A filter as a WebSocket and as an event stream ask for it. */
  private record Wanted(JsonObject params, String query) {}

  private static final List<Wanted> FILTERS =
      List.of(
          new Wanted(new JsonObject(), ""),
          new Wanted(new JsonObject().put("status", "running"), "?status=running"),
          new Wanted(JsonObject.of("type", "b", "status", "pending"), "?type=b&status=pending"),
          new Wanted(
              JsonObject.of("status", JsonArray.of("completed", "failed"), "label", "env:prod"),
              "?status=completed&status=failed&label=env:prod"));

  @Test
  void watchers_of_filters_show_in_the_end_what_the_tracker_lists() {
    List<View> views = new ArrayList<>();
    List<Follower> followers = new ArrayList<>();
    try (Traffic traffic = new Traffic(server)) {
      traffic.liveAndDie(1);
      for (int round = 0; round < ROUNDS; round++) {
        Random random = new Random(round);
        for (int i = 0; i < 2 * FILTERS.size(); i++) {
          boolean isFirst = round == 0;
          if (isFirst) {
            views.add(new View((i % 2 == 0 ? "socket " : "stream ") + FILTERS.get(i / 2)));
            followers.add(follow(i, views.get(i)));
          } else if (random.nextInt(3) == 0) {
            followers.get(i).close();
            followers.set(i, follow(i, views.get(i)));
          }
          views.get(i).check();
        }
        traffic.awaitMore(1 + random.nextInt(120));
      }
    }
    for (int i = 0; i < views.size(); i++) {
      JsonObject filter = FILTERS.get(i / 2).params();
      awaitView(views.get(i), () -> listed(filter));
    }
    // Whatever came later than the right picture would spoil it.
    server.bus.call("jobs.stats", new JsonObject());
    for (int i = 0; i < views.size(); i++) {
      assertThat(views.get(i).jobs()).isEqualTo(listed(FILTERS.get(i / 2).params()));
      views.get(i).check();
    }
  }

  private Follower follow(int i, View view) {
    Wanted wanted = FILTERS.get(i / 2);
    return Bus.await(
        i % 2 == 0
            ? Follower.socket(server, view, wanted.params())
            : Follower.stream(server, view, "/api/events" + wanted.query()));
  }

  private Map<String, JsonObject> listed(JsonObject filter) {
    Map<String, JsonObject> jobs = new HashMap<>();
    JsonObject query = filter.copy().put("page_size", 100);
    JsonObject page;
    do {
      page = server.bus.call("jobs.list", query);
      for (Object job : page.getJsonArray("jobs")) {
        jobs.put(((JsonObject) job).getString("task_id"), (JsonObject) job);
      }
      query.put("page_token", page.getValue("next_page_token"));
    } while (page.getValue("next_page_token") != null);
    return jobs;
  }

  private static void awaitView(View view, Supplier<Map<String, JsonObject>> expected) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!view.awaitEquals(expected.get())) {
      if (System.nanoTime() > end) {
        assertThat(view.jobs()).isEqualTo(expected.get());
      }
    }
  }
}
