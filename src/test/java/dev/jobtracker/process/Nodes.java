package dev.jobtracker.process;

import dev.jobtracker.hostile.RawConnection;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Nodes of one tracker: real processes with one real database. They go on from test to test, as a
 * start takes seconds; {@link #pair} starts what the last test has ended.
 */
public final class Nodes implements AutoCloseable {
  /**
   * How long nobody may be answered while a node takes over from one that died or was stopped. The
   * contract says 1 s; the rest is for machines that do much else.
   */
  public static final Duration LONGEST_GAP = Duration.ofSeconds(3);

  private final PostgresServer postgres;
  private final Path folder;
  private final Duration lease;
  private final String name = "nodes-" + System.nanoTime();
  private final List<ProgramProcess> started = new ArrayList<>();
  private JsonObject http = new JsonObject();

  /** Makes a tracker that has no node yet. */
  public Nodes(PostgresServer postgres, Path folder, Duration lease) {
    this.postgres = postgres;
    this.folder = folder;
    this.lease = lease;
  }

  /** Two nodes in their roles. */
  public record Pair(ProgramProcess active, ProgramProcess standby) {}

  /** Lets pages of this origin ask every node that is started from now on. */
  public Nodes allowing(String origin) {
    http = JsonObject.of("allowed_origins", JsonArray.of(origin));
    return this;
  }

  /** Returns the value of {@code cluster.name}. */
  String name() {
    return name;
  }

  /** Returns the configuration of a node. */
  public JsonObject conf() {
    JsonObject cluster = JsonObject.of("name", name, "lease", lease.toMillis() + "ms");
    return JsonObject.of("store", postgres.store(), "cluster", cluster, "http", http.copy());
  }

  /** Starts one more node, and does not wait for it. */
  public ProgramProcess start() throws IOException {
    return add(launch(conf()).start());
  }

  /** Starts one more node, and waits until it has this role. */
  public ProgramProcess start(String role) throws Exception {
    return awaitRole(start(), role);
  }

  /** Prepares the start of a node that is to be {@link #add}ed. */
  ProgramProcess.Launch launch(JsonObject conf) throws IOException {
    return ProgramProcess.in(folder).conf(conf);
  }

  /** Takes over a node that was started in some other way. */
  ProgramProcess add(ProgramProcess node) {
    started.add(node);
    return node;
  }

  /** Returns two nodes in their roles, those that there are as far as there are any. */
  public Pair pair() throws Exception {
    started.removeIf(node -> !node.isAlive());
    for (ProgramProcess node : started) {
      // Where a test failed it may have left it frozen.
      node.process().thaw();
    }
    while (started.size() > 2) {
      started.remove(2).close();
    }
    while (started.size() < 2) {
      start();
    }
    ProgramProcess one = started.get(0);
    ProgramProcess other = started.get(1);
    one.port();
    other.port();
    one.process()
        .await(
            "in their roles",
            () ->
                List.of(role(one), role(other)).containsAll(List.of("200 active", "200 standby")));
    return role(one).equals("200 active") ? new Pair(one, other) : new Pair(other, one);
  }

  /** Returns the status of {@code /health/ready} and the role that it tells. */
  public static String role(ProgramProcess node) {
    RawConnection.Answer answer = get(node, "/health/ready");
    return answer.status() + " " + new JsonObject(answer.body()).getString("role");
  }

  /** Asks a node for a path. */
  static RawConnection.Answer get(ProgramProcess node, String path) {
    try (RawConnection connection = new RawConnection(node.port())) {
      connection.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      return connection.answer(false);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(node.err(), e);
    }
  }

  /** Waits until a node is up and has this role. */
  public static ProgramProcess awaitRole(ProgramProcess node, String role)
      throws InterruptedException {
    node.port();
    node.process().await(role, () -> role(node).equals("200 " + role));
    return node;
  }

  @Override
  public void close() {
    started.forEach(ProgramProcess::close);
  }
}
