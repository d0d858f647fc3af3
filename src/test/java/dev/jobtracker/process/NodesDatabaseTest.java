package dev.jobtracker.process;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.hostile.RawConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Contract, section 12: the database goes away under load, and comes back. The property {@code
 * nodes.away.seconds} says for how long.
 */
class NodesDatabaseTest extends NodesUnderLoad {
  private static final Duration LEASE = Duration.ofSeconds(2);
  private static final long AWAY_SECONDS = Long.getLong("nodes.away.seconds", 5);

  /** After the database is back; the contract says 3 s, the rest is for machines that do much. */
  private static final Duration LONGEST_RETURN = Duration.ofSeconds(6);

  NodesDatabaseTest() {
    super(LEASE);
  }

  @Test
  void crashed_and_restarted_is_waited_for() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Nodes.Pair pair = nodes.pair();
      load(pair.standby());
      postgres.crash();
      postgres.run();
      awaitReturn(pair);
      verify(pair.active(), pair.standby());
    }
  }

  @Test
  void crashed_for_longer_than_the_lease_is_waited_for() throws Exception {
    Nodes.Pair pair = nodes.pair();
    load(pair.standby());
    postgres.crash();
    assertThat(pair.active().process().process().waitFor(2 * LEASE.toMillis(), MILLISECONDS))
        .isFalse();
    postgres.run();
    awaitReturn(pair);
    verify(pair.active(), pair.standby());
  }

  /**
   * Waits until changes are answered and both nodes answer. Where the other one was first to take
   * over, the one that was active sees so only at its next try.
   */
  private void awaitReturn(Nodes.Pair pair) throws Exception {
    long back = System.nanoTime();
    awaitItGoesOn();
    String path = "/api/jobs/" + loader.anyCounter();
    for (ProgramProcess node : new ProgramProcess[] {pair.active(), pair.standby()}) {
      node.process().await("answers reads again", () -> Nodes.get(node, path).status() == 200);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - back);
    LOG.info("on after the return of the database: {}", took);
    assertThat(took).isLessThan(LONGEST_RETURN);
  }

  @Test
  void away_for_a_while_reads_go_on_until_the_lease_is_over_and_all_comes_back() throws Exception {
    Nodes.Pair pair = nodes.pair();
    load(pair.standby());
    loader.rest();
    load(pair.active());
    String path = "/api/jobs/" + loader.anyCounter();
    long begun = System.nanoTime();
    postgres.stop();
    RawConnection.Answer read = Nodes.get(pair.active(), path);
    boolean inLease = System.nanoTime() - begun < LEASE.toNanos() / 2;
    assertThat(read.status()).isIn(inLease ? new Object[] {200} : new Object[] {200, 503});
    for (ProgramProcess node : new ProgramProcess[] {pair.active(), pair.standby()}) {
      node.process().await("refused a read", () -> Nodes.get(node, path).status() == 503);
      assertThat(Nodes.get(node, path).headers()).containsKey("retry-after");
      assertThat(Nodes.role(node)).startsWith("503 ");
    }
    long rest = begun + TimeUnit.SECONDS.toNanos(AWAY_SECONDS) - System.nanoTime();
    assertThat(pair.active().process().process().waitFor(rest, TimeUnit.NANOSECONDS)).isFalse();
    loader.countAnew();
    postgres.run();
    awaitReturn(pair);
    verify(pair.active(), pair.standby());
  }
}
