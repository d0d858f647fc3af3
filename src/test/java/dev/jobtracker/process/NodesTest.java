package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Contract, section 12: nodes that die, are stopped, pause for a moment, or start. The lease is so
 * long that whoever takes over has seen that the other one is gone.
 */
class NodesTest extends NodesUnderLoad {
  NodesTest() {
    super(Duration.ofSeconds(30));
  }

  @Test
  void two_nodes_started_at_once_one_is_active() throws Exception {
    nodes.close();
    Nodes.Pair pair = nodes.pair();
    load(pair.active());
    assertThat(Nodes.get(pair.active(), "/metrics").body()).contains("tracker_active 1.0\n");
    assertThat(Nodes.get(pair.standby(), "/metrics").body()).contains("tracker_active 0.0\n");
    verify(pair.active(), pair.standby());
  }

  @Test
  void active_node_killed_standby_goes_on() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Nodes.Pair pair = nodes.pair();
      load(pair.standby());
      pair.active().process().kill();
      awaitItGoesOn();
      verify(pair.standby());
      assertThat(Nodes.role(pair.standby())).isEqualTo("200 active");
      assertGap("a kill", Nodes.LONGEST_GAP);
    }
  }

  @Test
  void active_node_frozen_for_less_than_its_lease_stays_active() throws Exception {
    Nodes.Pair pair = nodes.pair();
    load(pair.standby());
    pair.active().process().freeze();
    // Longer than many polls of the standby, and far from the lease's end.
    assertThat(pair.standby().process().process().waitFor(2, TimeUnit.SECONDS)).isFalse();
    pair.active().process().thaw();
    awaitItGoesOn();
    verify(pair.standby(), pair.active());
    assertThat(Nodes.role(pair.active())).isEqualTo("200 active");
    assertThat(Nodes.role(pair.standby())).isEqualTo("200 standby");
  }

  @Test
  void standby_killed_is_missed_by_nobody() throws Exception {
    Nodes.Pair pair = nodes.pair();
    load(pair.active());
    pair.standby().process().kill();
    awaitItGoesOn();
    verify(pair.active());
  }

  /** It waited for the longest time it may, as no event loop was left to tell it the end. */
  @Test
  void node_that_is_stopped_sees_its_own_end() throws Exception {
    Nodes.Pair pair = nodes.pair();
    for (ProgramProcess node : List.of(pair.standby(), pair.active())) {
      node.signal("TERM");
      assertThat(node.exitCode()).isEqualTo(143);
      assertThat(node.err()).contains("stopped").doesNotContain("not all connections ended");
    }
  }

  @Test
  void three_nodes_restarted_in_turn_loses_nothing() throws Exception {
    Nodes.Pair pair = nodes.pair();
    List<ProgramProcess> three =
        new ArrayList<>(List.of(pair.active(), pair.standby(), nodes.start("standby")));
    for (int i = 0; i < 3; i++) {
      load(three.get((i + 1) % 3));
      ProgramProcess last = three.get(i);
      last.signal("TERM");
      assertThat(last.exitCode()).isEqualTo(143);
      awaitItGoesOn();
      assertGap("a SIGTERM", Nodes.LONGEST_GAP);
      three.set(i, nodes.start("standby"));
      verify(three.toArray(ProgramProcess[]::new));
    }
  }
}
