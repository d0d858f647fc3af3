package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.hostile.RawConnection;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The module in an application that has nothing of what is optional: no Logback, no picocli, no
 * driver (contract, section 11; issue 13, 19).
 */
class OptionalTest {
  @TempDir Path folder;

  private ClusterNode start() throws InterruptedException {
    ClusterNode node = ClusterNode.startBare(folder, JavaHome.OWN, UUID.randomUUID().toString());
    node.member();
    return node;
  }

  @Test
  void both_verticles_need_nothing_optional() throws Exception {
    try (ClusterNode node = start()) {
      assertThat(node.deployTracker().getString("failure")).isNull();
      try (RawConnection client = new RawConnection(node.deployWeb())) {
        client.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(client.answer(false).body()).contains("jobtracker_tracker_up 1.0");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "file, jobs.db, org.xerial:sqlite-jdbc",
    "url, jdbc:postgresql://127.0.0.1/x, org.postgresql:postgresql",
  })
  void store_without_its_driver_is_refused_with_the_name_of_the_artifact(
      String key, String value, String artifact) throws Exception {
    JsonObject store =
        new JsonObject().put(key, key.equals("file") ? folder.resolve(value).toString() : value);
    try (ClusterNode node = start()) {
      JsonObject refused = node.deployTracker(new JsonObject().put("store", store));
      assertThat(refused.getString("failure")).contains("store." + key, artifact);
      assertThat(node.deployTracker().getString("failure")).as("a later start").isNull();
    }
  }
}
