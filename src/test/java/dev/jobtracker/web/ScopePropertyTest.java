package dev.jobtracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random jobs, scopes and verbs: what a scoped caller receives over watches and lists is all that
 * the model allows him, and never anything else.
 */
class ScopePropertyTest {
  private static final int STEPS = 150;
  private static final List<String> OWNERS = List.of("ann", "bob", "cid");
  private static final List<String> TEAMS = List.of("x", "y");
  private static final List<String> STATUSES = List.of("running", "completed", "failed");

  private final Server server =
      new Server(
          Jwt.config()
              .put("tracker", JsonObject.of("indexed_labels", JsonArray.of("owner", "team"))));

  /** The model: every job that is there, and the labels of every job that ever was. */
  private final Map<String, JsonObject> jobs = new LinkedHashMap<>();

  private final Map<String, JsonObject> labels = new HashMap<>();

  @AfterEach
  void close() {
    server.close();
  }

  /** One scoped caller, who watches a filter, and what he has been told so far. */
  private final class Watcher {
    private final JsonObject scope;
    private final JsonObject filter;
    private final RpcClient client;
    private final Map<String, JsonObject> view = new TreeMap<>();

    Watcher(JsonObject scope, JsonObject filter) {
      this.scope = scope;
      this.filter = filter;
      this.client = new RpcClient(server, Jwt.bearer(Jwt.claims("read").mergeIn(scope)));
      client.watch(filter).getJsonArray("jobs").forEach(job -> changed((JsonObject) job));
    }

    private boolean maySee(String taskId) {
      JsonObject wanted = scope.getJsonObject("labels", new JsonObject());
      return scope.getString("job", taskId).equals(taskId)
          && wanted.stream()
              .allMatch(l -> l.getValue().equals(labels.get(taskId).getValue(l.getKey())));
    }

    private void changed(JsonObject job) {
      assertThat(maySee(job.getString("task_id"))).as("%s told of %s", scope, job).isTrue();
      view.put(job.getString("task_id"), job);
    }

    private void hear(JsonObject message) {
      JsonObject params = message.getJsonObject("params");
      if (message.getString("method").equals("jobs.changed")) {
        changed(params.getJsonObject("job"));
      } else {
        String taskId = params.getString("task_id");
        assertThat(maySee(taskId)).as("%s told of the end of %s", scope, taskId).isTrue();
        view.remove(taskId);
      }
    }

    private Map<String, JsonObject> allowed() {
      Map<String, JsonObject> allowed = new TreeMap<>();
      jobs.forEach(
          (taskId, job) -> {
            String status = filter.getString("status", job.getString("status"));
            if (maySee(taskId) && status.equals(job.getString("status"))) {
              allowed.put(taskId, lean(job));
            }
          });
      return allowed;
    }

    /** Listens until the view is what the model allows; every message on the way is checked. */
    void settle() {
      Map<String, JsonObject> allowed = allowed();
      while (!view.equals(allowed)) {
        hear(client.next());
      }
    }

    /** A list shows the same, page by page. */
    void list() {
      String[] caller = Jwt.bearer(Jwt.claims("read").mergeIn(scope));
      String query = filter.isEmpty() ? "" : "&status=" + filter.getString("status");
      Map<String, JsonObject> listed = new TreeMap<>();
      String token = "";
      while (token != null) {
        JsonObject page = server.get("/api/jobs?page_size=7" + query + token, caller).json();
        for (Object job : page.getJsonArray("jobs")) {
          listed.put(((JsonObject) job).getString("task_id"), (JsonObject) job);
        }
        String next = page.getString("next_page_token");
        token = next == null ? null : "&page_token=" + next;
      }
      assertThat(listed).isEqualTo(allowed());
    }
  }

  private static JsonObject lean(JsonObject job) {
    JsonObject lean = job.copy();
    lean.remove("result");
    return lean;
  }

  private void keep(JsonObject job) {
    jobs.put(job.getString("task_id"), job);
    labels.put(job.getString("task_id"), job.getJsonObject("labels"));
  }

  private JsonObject randomScope(Random random) {
    JsonObject owner = JsonObject.of("owner", any(OWNERS, random));
    return switch (random.nextInt(4)) {
      case 0 -> new JsonObject();
      case 1 -> JsonObject.of("job", any(new ArrayList<>(jobs.keySet()), random));
      case 2 -> JsonObject.of("labels", owner);
      default -> JsonObject.of("labels", owner.put("team", any(TEAMS, random)));
    };
  }

  private static <T> T any(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }

  private void step(Random random) {
    JsonObject job = jobs.isEmpty() ? null : any(new ArrayList<>(jobs.values()), random);
    int choice = job == null ? 0 : random.nextInt(10);
    if (choice < 4) {
      JsonObject some = JsonObject.of("owner", any(OWNERS, random));
      if (random.nextBoolean()) {
        some.put("team", any(TEAMS, random));
      }
      keep(server.bus.call("jobs.create", JsonObject.of("type", "a", "labels", some)));
    } else if (choice < 8) {
      boolean live = !List.of("completed", "failed").contains(job.getString("status"));
      if (live) {
        keep(server.bus.update(job, JsonObject.of("status", any(STATUSES, random))));
      }
    } else {
      jobs.remove(job.getString("task_id"));
      server.bus.call("jobs.delete", JsonObject.of("task_id", job.getString("task_id")));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void scoped_caller_receives_all_that_the_model_allows_and_nothing_else(long seed) {
    Random random = new Random(seed);
    List<Watcher> watchers = new ArrayList<>();
    Set<JsonObject> scopes = new HashSet<>();
    for (int i = 0; i < STEPS; i++) {
      step(random);
      if (i % 15 == 10) {
        JsonObject scope = randomScope(random);
        scopes.add(scope);
        watchers.add(
            new Watcher(
                scope,
                random.nextBoolean() ? new JsonObject() : JsonObject.of("status", "running")));
      }
    }
    assertThat(scopes).as("seed %d", seed).hasSizeGreaterThan(2);
    watchers.forEach(Watcher::settle);
    watchers.forEach(Watcher::list);
  }
}
