package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.hostile.RawConnection;
import dev.jobtracker.page.FailingProxy;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contract, section 12: nodes that live, and cannot reach each other or the database. */
class NodesCutTest extends NodesUnderLoad {
  private static final Duration LEASE = Duration.ofSeconds(3);

  private final FailingProxy toNode = new FailingProxy();
  private final FailingProxy toDatabase = new FailingProxy();
  private ProgramProcess behind;
  private ProgramProcess other;

  /** How a way ends. */
  enum Cut {
    /** Connections break, and no new one can be made. */
    SEVERED,
    /** Connections stay, and nothing comes through. */
    SILENT;

    void apply(FailingProxy way) {
      if (this == SEVERED) {
        way.sever();
      } else {
        way.fallSilent();
      }
    }
  }

  NodesCutTest() {
    super(LEASE);
  }

  /**
   * Returns two nodes, of which the active one is seen by the other, and sees the database, through
   * something between.
   */
  private Nodes.Pair pair() throws Exception {
    if (behind == null) {
      behind = startBehindProxies();
    } else if (!Nodes.role(behind).equals("200 active")) {
      other.process().kill();
      Nodes.awaitRole(behind, "active");
    }
    if (other == null || !other.isAlive()) {
      other = nodes.start("standby");
    }
    return new Nodes.Pair(behind, other);
  }

  private ProgramProcess startBehindProxies() throws Exception {
    toDatabase.leadTo(postgres.port());
    JsonObject conf = nodes.conf();
    conf.getJsonObject("cluster").put("url", toNode.url());
    conf.getJsonObject("store").put("url", postgres.url(toDatabase.port()));
    ProgramProcess node = nodes.add(nodes.launch(conf).start());
    toNode.leadTo(node.port());
    return Nodes.awaitRole(node, "active");
  }

  /** What hangs in a way that was silent ends, and new connections come through. */
  private static void mend(FailingProxy way) {
    way.cut();
    way.comeBack();
  }

  @AfterEach
  void letThrough() {
    toNode.comeBack();
    toDatabase.comeBack();
  }

  @AfterAll
  void closeProxies() {
    toNode.close();
    toDatabase.close();
  }

  @ParameterizedTest
  @EnumSource
  void between_two_nodes_the_standby_says_so_and_comes_back_by_itself(Cut cut) throws Exception {
    Nodes.Pair pair = pair();
    ProgramProcess active = pair.active();
    ProgramProcess standby = pair.standby();
    Loader atActive = newLoader();
    atActive.begin(active.port());
    load(standby);
    cut.apply(toNode);
    standby.process().await("not ready", () -> Nodes.role(standby).equals("503 standby"));
    RawConnection.Answer refused = Nodes.get(standby, "/api/stats");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.headers()).containsKey("retry-after");
    assertThat(standby.err()).contains("cannot be reached");
    Nodes.awaitRole(active, "active");
    assertThat(standby.err()).doesNotContain("This node is the active one");
    atActive.awaitAnswers(SOME);
    mend(toNode);
    Nodes.awaitRole(standby, "standby");
    awaitItGoesOn();
    atActive.rest();
    verify(active, standby);
    atActive.verify(standby.port());
    assertThat(Nodes.role(active)).isEqualTo("200 active");
  }

  @Test
  void from_the_database_the_active_node_is_replaced_and_stands_by_afterwards() throws Exception {
    Nodes.Pair pair = pair();
    ProgramProcess active = pair.active();
    ProgramProcess standby = pair.standby();
    load(standby);
    Cut.SEVERED.apply(toDatabase);
    Nodes.awaitRole(standby, "active");
    awaitItGoesOn();
    assertGap("a cut from the database", LEASE.plus(Nodes.LONGEST_GAP));
    // It may go on to answer reads for as long as its lease lasts by its own clock.
    active.process().await("refused", () -> Nodes.get(active, "/api/stats").status() == 503);
    mend(toDatabase);
    Nodes.awaitRole(active, "standby");
    verify(standby, active);
  }

  @Test
  void both_ways_from_the_active_node_ends_with_one_tracker() throws Exception {
    Nodes.Pair pair = pair();
    ProgramProcess active = pair.active();
    ProgramProcess standby = pair.standby();
    load(standby);
    Cut.SILENT.apply(toNode);
    Cut.SILENT.apply(toDatabase);
    awaitItGoesOn();
    Nodes.awaitRole(standby, "active");
    mend(toNode);
    mend(toDatabase);
    Nodes.awaitRole(active, "standby");
    verify(standby, active);
  }
}
