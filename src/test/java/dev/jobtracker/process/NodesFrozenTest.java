package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Contract, section 12: an active node that stands still for longer than its lease is replaced, and
 * when it goes on, it acknowledges nothing of its own any more.
 */
class NodesFrozenTest extends NodesUnderLoad {
  private static final Duration LEASE = Duration.ofSeconds(4);
  private static final int CHANGES = 20;
  private static final Pattern UNSAVED =
      Pattern.compile("(?m)^jobtracker_store_unsaved_jobs (\\d+)");

  NodesFrozenTest() {
    super(LEASE);
  }

  @Test
  void frozen_under_load_is_replaced_and_stands_by_afterwards() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Nodes.Pair pair = nodes.pair();
      Loader atActive = newLoader();
      atActive.begin(pair.active().port());
      load(pair.standby());
      atActive.awaitAnswers(SOME);
      pair.active().process().freeze();
      awaitItGoesOn();
      Nodes.awaitRole(pair.standby(), "active");
      assertGap("a freeze", LEASE.plus(Nodes.LONGEST_GAP));
      pair.active().process().thaw();
      Nodes.awaitRole(pair.active(), "standby");
      // To be replaced is what a node is for: no fault, for which somebody would be woken.
      assertThat(pair.active().err()).doesNotContain("failed for good");
      atActive.awaitAnswers(SOME);
      atActive.rest();
      verify(pair.standby(), pair.active());
      atActive.verify(pair.standby().port());
    }
  }

  /** What it had decided is stored later, without it, and may not be answered by it. */
  @Test
  void frozen_inside_a_commit_acknowledges_nothing_after_its_successor() throws Exception {
    Nodes.Pair pair = nodes.pair();
    load(pair.standby());
    loader.rest();
    List<Future<JsonObject>> changes = new ArrayList<>();
    try (LoadClient one = LoadClient.connect(vertx, pair.active().port(), news -> {});
        LoadClient many = LoadClient.connect(vertx, pair.active().port(), news -> {});
        LoadClient later = LoadClient.connect(vertx, pair.standby().port(), news -> {})) {
      List<JsonObject> ids = new ArrayList<>();
      for (int i = 0; i <= CHANGES; i++) {
        JsonObject job = one.call("jobs.create", JsonObject.of("type", "held")).await();
        ids.add(JsonObject.of("task_id", job.getString("task_id")));
      }
      try (Connection holder = postgres.connect()) {
        hold(holder);
        changes.add(one.call("jobs.update", ids.get(0).copy().put("add", 1)));
        pair.active().process().await("commits", this::commitWaits);
        List<JsonObject> adds =
            ids.subList(1, ids.size()).stream().map(id -> id.copy().put("add", 1)).toList();
        changes.addAll(many.callTogether("jobs.update", adds));
        pair.active().process().await("decided all", () -> unsaved(pair.active()) > CHANGES);
        pair.active().process().freeze();
        holder.rollback();
      }
      Nodes.awaitRole(pair.standby(), "active");
      JsonObject first = ids.get(0).copy().put("add", 1);
      long sum = later.call("jobs.update", first).await(60, TimeUnit.SECONDS).getLong("done");
      pair.active().process().thaw();
      Future.join(changes).otherwiseEmpty().await(60, TimeUnit.SECONDS);
      assertThat(changes)
          .allSatisfy(change -> assertThat(change.cause()).hasMessageContaining("not known"));
      assertThat(sum).isBetween(1L, 2L);
      Nodes.awaitRole(pair.active(), "standby");
      assertThat(one.call("jobs.get", ids.get(0)).await().getLong("done")).isEqualTo(sum);
    }
    load(pair.active());
    verify(pair.active(), pair.standby());
  }

  private static int unsaved(ProgramProcess node) {
    Matcher gauge = UNSAVED.matcher(Nodes.get(node, "/metrics").body());
    return gauge.find() ? Integer.parseInt(gauge.group(1)) : -1;
  }

  /** Holds the row that every commit writes first. */
  private void hold(Connection holder) throws SQLException {
    holder.setAutoCommit(false);
    try (PreparedStatement row =
        holder.prepareStatement("SELECT epoch FROM job_tracker WHERE cell = ? FOR UPDATE")) {
      row.setString(1, nodes.name());
      row.executeQuery();
    }
  }

  private boolean commitWaits() {
    String waiting =
        "SELECT 1 FROM pg_stat_activity"
            + " WHERE datname = current_database() AND wait_event_type = 'Lock'";
    try (Connection connection = postgres.connect();
        PreparedStatement select = connection.prepareStatement(waiting);
        ResultSet row = select.executeQuery()) {
      return row.next();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
