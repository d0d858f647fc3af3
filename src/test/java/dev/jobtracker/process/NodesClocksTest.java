package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.web.ShiftedNode;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Contract, section 12: nodes whose clocks are an hour apart hand over to each other. Jobs are
 * dated by the database's clock, and no deadline comes too early.
 */
class NodesClocksTest extends NodesUnderLoad {
  private static final List<String> SHIFTS = List.of("PT1H", "-PT1H");

  NodesClocksTest() {
    super(Duration.ofSeconds(30));
  }

  @Test
  void an_hour_apart_no_job_is_lost_or_forgotten_too_early() throws Exception {
    ProgramProcess active = nodes.start("active");
    JsonObject quiet = create(active, JsonObject.of("type", "quiet", "heartbeat_timeout", 600));
    call(active, "jobs.update", add(quiet));
    JsonObject kept = create(active, JsonObject.of("type", "kept", "retention", 1_800));
    call(active, "jobs.update", id(kept).put("status", "completed"));
    for (String shift : SHIFTS) {
      ProgramProcess next = nodes.add(shifted(shift));
      Nodes.awaitRole(next, "standby");
      load(next);
      active.process().kill();
      awaitItGoesOn();
      verify(next);
      JsonObject changed = call(next, "jobs.update", add(quiet));
      assertThat(Instant.parse(changed.getString("updated_at")))
          .isCloseTo(databaseTime(), org.assertj.core.api.Assertions.within(1, ChronoUnit.MINUTES));
      assertThat(changed.getString("status")).isEqualTo("running");
      assertThat(call(next, "jobs.get", id(kept)).getString("status")).isEqualTo("completed");
      active = next;
    }
    assertThat(call(active, "jobs.get", id(quiet)).getInteger("done")).isEqualTo(1 + SHIFTS.size());
  }

  private ProgramProcess shifted(String shift) throws Exception {
    return nodes.launch(nodes.conf()).main(ShiftedNode.class).option("-Dshift=" + shift).start();
  }

  private static JsonObject id(JsonObject job) {
    return JsonObject.of("task_id", job.getString("task_id"));
  }

  private static JsonObject add(JsonObject job) {
    return id(job).put("add", 1);
  }

  private JsonObject create(ProgramProcess node, JsonObject request) throws Exception {
    return call(node, "jobs.create", request);
  }

  private JsonObject call(ProgramProcess node, String verb, JsonObject params) throws Exception {
    try (LoadClient client = LoadClient.connect(vertx, node.port(), news -> {})) {
      return client.call(verb, params).await();
    }
  }

  private Instant databaseTime() throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
      row.next();
      return row.getTimestamp(1).toInstant();
    }
  }
}
