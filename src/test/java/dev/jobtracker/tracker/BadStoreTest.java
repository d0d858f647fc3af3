package dev.jobtracker.tracker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.config.ConfigException;
import dev.jobtracker.store.FaultyStore;
import dev.jobtracker.store.FaultyStore.Call;
import dev.jobtracker.store.FaultyStore.Fault;
import dev.jobtracker.store.MemoryDisk;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contract, sections 9 and 11: a start without its store fails with a sentence and its key. */
class BadStoreTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Bus.await(vertx.close());
  }

  private void assertRefused(Fault fault, String sentence) {
    JsonObject store = JsonObject.of("file", "none", "commit_timeout", "100ms");
    DeploymentOptions options =
        new DeploymentOptions().setConfig(new JsonObject().put("store", store));
    FaultyStore faulty = new FaultyStore(new MemoryDisk(), () -> new Call(fault, 0));
    assertThatThrownBy(() -> Bus.await(vertx.deployVerticle(Trackers.on(faulty), options)))
        .isInstanceOf(ConfigException.class)
        .hasMessage("store.file: " + sentence);
  }

  @Test
  void store_that_is_not_reached_is_refused_when_its_time_is_over() {
    assertRefused(
        Fault.BEFORE,
        "must be reached within store.commit_timeout of the start, and is not: the disk is full");
  }

  @Test
  void store_that_is_broken_is_refused() {
    assertRefused(
        Fault.BROKEN, "must be a store that the tracker can use, and is not: the disk is broken");
  }
}
