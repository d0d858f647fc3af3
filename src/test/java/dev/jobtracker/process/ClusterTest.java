package dev.jobtracker.process;

import static dev.jobtracker.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobtracker.hostile.RawConnection;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Contract, sections 6 and 12: on a clustered bus of real processes every message is plain JSON,
 * and two trackers would be two maps. Issue 13, 18: no reply and no event reached a node that had
 * not deployed the tracker.
 */
class ClusterTest {
  private final String cluster = UUID.randomUUID().toString();

  @TempDir Path folder;

  static Stream<JavaHome> javas() throws IOException {
    return JavaHome.ownAndNewest();
  }

  @ParameterizedTest
  @MethodSource("javas")
  void node_without_a_class_of_ours_calls_and_listens(JavaHome java) throws Exception {
    try (ClusterNode ours = ClusterNode.start(folder, JavaHome.OWN, cluster);
        ClusterNode foreign = ClusterNode.startForeign(folder, java, cluster, ours.member())) {
      foreign.member();
      ok(ours.deployTracker());
      assertThat(foreign.request("jobs.create", json("type", 7)).getInteger("code")).isEqualTo(400);
      JsonObject created = foreign.request("jobs.create", json("type", "import"));
      JsonObject job = body(created);
      assertThat(ok(created).getJsonObject("headers")).isEqualTo(json("created", "true"));
      assertThat(job.getString("status")).isEqualTo("pending");
      JsonObject id = json("task_id", job.getString("task_id"));

      foreign.listen("jobs.events");
      foreign.listen("jobs.events." + id.getString("task_id"));
      // A node may learn a little later than the listener itself that there is a listener.
      eventually(() -> assertThat(hears(foreign, id, 2)).isTrue());

      JsonObject present = body(foreign.request("jobs.get", id));
      JsonObject list = body(foreign.request("jobs.list", new JsonObject()));
      assertThat(list.getJsonArray("jobs").getJsonObject(0).getString("updated_at"))
          .isEqualTo(present.getString("updated_at"));
      assertThat(body(foreign.request("jobs.stats", new JsonObject())).getInteger("total"))
          .isEqualTo(1);
      assertThat(body(foreign.request("jobs.cancel", id)).getBoolean("cancel_requested")).isTrue();
      assertThat(body(foreign.request("jobs.delete", id))).isEqualTo(id);
      assertThat(foreign.request("jobs.get", id).getInteger("code")).isEqualTo(410);
      eventually(
          () ->
              assertThat(foreign.events())
                  .filteredOn(event -> event.getJsonObject("headers").size() == 1)
                  .filteredOn(event -> event.getJsonObject("body").containsKey("reason"))
                  .hasSize(2));
    }
  }

  @Test
  void web_verticle_of_a_node_without_a_tracker_answers_and_streams() throws Exception {
    try (ClusterNode tracker = ClusterNode.start(folder, JavaHome.OWN, cluster);
        ClusterNode web = ClusterNode.start(folder, JavaHome.OWN, cluster, tracker.member())) {
      web.member();
      ok(tracker.deployTracker());
      JsonObject job = body(tracker.request("jobs.create", json("type", "import")));
      JsonObject id = json("task_id", job.getString("task_id"));
      int port = web.deployWeb();
      try (RawConnection client = new RawConnection(port)) {
        client.send(
            "GET /api/jobs/%s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .formatted(job.getString("task_id")));
        RawConnection.Answer answer = client.answer(false);
        assertThat(new JsonObject(answer.body())).isEqualTo(job);
        tracker.listen("jobs.events");
        client.send(
            "GET /api/jobs/%s/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                .formatted(job.getString("task_id")));
        eventually(() -> assertThat(hears(tracker, id, 1)).isTrue());
        ok(tracker.request("jobs.cancel", id));
        JsonObject end = json("task_id", id.getString("task_id")).put("status", "cancelled");
        assertThat(body(tracker.request("jobs.update", end)).getString("status"))
            .isEqualTo("cancelled");
        assertThat(client.rest()).contains("\"status\":\"cancelled\"").endsWith("0\r\n\r\n");
      }
    }
  }

  @Test
  void second_tracker_is_refused_with_a_sentence_until_the_first_is_dead() throws Exception {
    try (ClusterNode first = ClusterNode.start(folder, JavaHome.OWN, cluster);
        ClusterNode second = ClusterNode.start(folder, JavaHome.OWN, cluster, first.member())) {
      second.member();
      int one = first.askToDeployTracker();
      int other = second.askToDeployTracker();
      List<JsonObject> starts = List.of(first.answer(one), second.answer(other));
      assertThat(starts).filteredOn(start -> start.containsKey("ok")).hasSize(1);
      assertThat(starts)
          .filteredOn(start -> start.containsKey("failure"))
          .singleElement()
          .satisfies(
              start ->
                  assertThat(start.getString("failure"))
                      .startsWith("A job tracker is already deployed in this cluster")
                      .contains("store.url"));
      boolean firstWon = starts.get(0).containsKey("ok");
      ClusterNode refused = firstWon ? second : first;
      assertThat(refused.deployTracker().getString("failure")).contains("already deployed");
      JsonObject job = body(refused.request("jobs.create", json("type", "import")));
      assertThat(job.getInteger("revision")).isEqualTo(1);

      (firstWon ? first : second).kill();
      ok(refused.deployTracker());
      assertThat(body(refused.request("jobs.stats", new JsonObject())).getInteger("total"))
          .isZero();
    }
  }

  /** Issue 15: one tracker of two nodes, as nodes see it that have neither of both. */
  @Test
  void trackers_with_one_store_are_one_tracker_also_when_the_active_one_dies() throws Exception {
    assumeTrue(PostgresServer.isInstalled(), "PostgreSQL is not installed here");
    JavaHome newest = javas().reduce((one, newer) -> newer).orElseThrow();
    try (PostgresServer postgres = PostgresServer.start();
        ClusterNode active = ClusterNode.start(folder, JavaHome.OWN, cluster);
        ClusterNode standby = ClusterNode.start(folder, JavaHome.OWN, cluster, active.member());
        ClusterNode one = foreign(JavaHome.OWN, active);
        ClusterNode other = foreign(newest, active)) {
      List<ClusterNode> foreigns = List.of(one, other);
      for (ClusterNode node : List.of(standby, one, other)) {
        node.member();
      }
      JsonObject conf = json("store", postgres.store()).put("http", json("port", 0));
      // So long that no slow commit lets it run out; who is killed is found to be gone before.
      conf.put("cluster", json("lease", "30s"));
      for (ClusterNode node : List.of(active, standby)) {
        ok(node.deployTracker(conf));
        node.deployWeb(conf);
      }
      JsonObject job = body(one.request("jobs.create", json("type", "import")));
      JsonObject id = json("task_id", job.getString("task_id"));
      for (ClusterNode foreign : foreigns) {
        foreign.listen("jobs.events");
        for (int i = 0; i < 20; i++) {
          ok(foreign.request("jobs.update", id.copy().put("add", 1)));
        }
      }
      assertThat(body(other.request("jobs.get", id)).getInteger("done")).isEqualTo(40);
      JsonObject last = body(one.request("jobs.update", id.copy().put("add", 1)));
      for (ClusterNode foreign : foreigns) {
        eventually(() -> assertThat(revisions(foreign)).contains(last.getInteger("revision")));
        assertThat(revisions(foreign)).as("each state is told once").doesNotHaveDuplicates();
      }

      active.kill();
      // As soon as the cluster manager of each has noticed.
      for (ClusterNode alive : List.of(one, other, standby)) {
        eventually(() -> assertThat(body(get(alive, id)).getInteger("done")).isEqualTo(41));
      }
    }
  }

  private ClusterNode foreign(JavaHome java, ClusterNode member) throws Exception {
    return ClusterNode.startForeign(folder, java, cluster, member.member());
  }

  private static List<Integer> revisions(ClusterNode node) {
    return node.events().stream()
        .map(event -> event.getJsonObject("body").getInteger("revision"))
        .toList();
  }

  private static JsonObject get(ClusterNode node, JsonObject id) {
    try {
      return node.request("jobs.get", id);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Changes the job once more, and returns whether such a change was heard at so many addresses.
   */
  private static boolean hears(ClusterNode node, JsonObject id, int addresses) {
    try {
      ok(node.request("jobs.update", id.copy().put("add", 1)));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    List<Integer> heard =
        node.events().stream()
            .filter(event -> "changed".equals(event.getJsonObject("headers").getString("event")))
            .map(event -> event.getJsonObject("body").getInteger("revision"))
            .toList();
    return heard.stream().anyMatch(revision -> Collections.frequency(heard, revision) == addresses);
  }

  private static JsonObject json(String key, Object value) {
    return new JsonObject().put(key, value);
  }

  private static JsonObject ok(JsonObject answer) {
    assertThat(answer.getString("failure")).isNull();
    return answer.getJsonObject("ok");
  }

  private static JsonObject body(JsonObject answer) {
    return ok(answer).getJsonObject("body");
  }
}
