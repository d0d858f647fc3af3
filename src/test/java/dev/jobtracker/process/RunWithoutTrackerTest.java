package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.page.FailingProxy;
import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.Server;
import dev.jobtracker.web.Tokens;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the tracker does or fails to do: the command runs, and its exit code stands. */
class RunWithoutTrackerTest {
  private static final String[] WORK = {"run", "--", "sh", "-c", "echo whole; exit 3"};

  private static final String UNKNOWN = "job-tracker: the tracker does not know of this command: ";

  private static final String SOCKETS = "live_clients{door=\"websocket\"} ";

  @TempDir Path folder;

  private void outcomeIsTheSame(ShellCommand command) throws InterruptedException {
    ChildProcess run = command.start(WORK);
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).isEqualTo("whole\n");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void absent_server_leaves_the_command_as_it_is() throws Exception {
    long begun = System.nanoTime();
    outcomeIsTheSame(ShellCommand.in(folder).to(1));
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    assertThat(took).isGreaterThan(Duration.ofSeconds(9));
  }

  @Test
  void refusing_server_leaves_the_command_as_it_is_and_is_told_of_once_after_it() throws Exception {
    try (Server server = new Server(Tokens.config())) {
      assertThat(refused(server, ShellCommand.in(folder), "status=\"401\"").err())
          .isEqualTo(
              "mine\n%shttp://127.0.0.1:%d: the server wants a valid token (401)\n"
                  .formatted(UNKNOWN, server.port));
      ShellCommand reader = ShellCommand.in(folder);
      reader.variable("JOB_TRACKER_TOKEN", Tokens.secret("read"));
      // It may connect, and leaves when it has heard that it may not create.
      assertThat(refused(server, reader, SOCKETS + "1.0", SOCKETS + "0.0").err())
          .isEqualTo("mine\n" + UNKNOWN + "this needs the right \"write\"\n");
    }
  }

  /** Returns a run that has ended; its command ended after the server's metrics had shown these. */
  private ChildProcess refused(Server server, ShellCommand command, String... signs)
      throws Exception {
    Path go = folder.resolve("go" + signs.length);
    String work = until(go) + " printf mine >&2; echo whole; exit 3";
    ChildProcess run = command.to(server.port).start("run", "--", "sh", "-c", work);
    for (String sign : signs) {
      run.await(sign, () -> metrics(server).contains(sign));
    }
    long ends = System.nanoTime();
    Files.createFile(go);
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(System.nanoTime() - ends).as("nobody waits").isLessThan(9_000_000_000L);
    assertThat(run.out()).isEqualTo("whole\n");
    return run;
  }

  private static String metrics(Server server) {
    return server.get("/metrics", Tokens.bearer("read")).body();
  }

  @Test
  void token_that_is_taken_at_a_later_try_is_no_refusal() throws Exception {
    Path go = folder.resolve("go");
    try (Server strict = new Server(Tokens.config());
        Server open = new Server();
        FailingProxy proxy = new FailingProxy(strict.port)) {
      String work = "while [ ! -e " + go + " ]; do echo 42%; sleep 0.05; done; exit 3";
      ChildProcess run =
          ShellCommand.in(folder)
              .variable("JOB_TRACKER_URL", proxy.url())
              .start("run", "--", "sh", "-c", work);
      run.await("the answer", () -> metrics(strict).contains("status=\"401\""));
      proxy.leadTo(open.port);
      // What is told of the job shows that the answer to its creation has come.
      run.await("the job", () -> jobs(open).encode().contains("\"current_step\":\"42%\""));
      Files.createFile(go);
      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(run.err()).isEmpty();
      assertThat(jobs(open).getJsonObject(0).getString("status")).isEqualTo("failed");
    }
  }

  @Test
  void silent_server_leaves_the_command_as_it_is() throws Exception {
    try (Server server = new Server();
        FailingProxy proxy = new FailingProxy(server.port)) {
      proxy.fallSilent();
      outcomeIsTheSame(ShellCommand.in(folder).variable("JOB_TRACKER_URL", proxy.url()));
    }
  }

  /** Who reads our output, or writes our input, need not wait for what we have still to tell. */
  @Test
  void absent_streams_end_with_the_command() throws Exception {
    Path read = folder.resolve("read");
    Path written = folder.resolve("written");
    ChildProcess run =
        ShellCommand.in(folder)
            .to(1)
            .behind(
                "sh",
                "-c",
                "{ yes; touch " + written + "; } | \"$@\" 2>&1 | { cat; touch " + read + "; }",
                "sh")
            .start("run", "--", "echo", "whole");
    run.await("both ends", () -> Files.exists(read) && Files.exists(written));
    assertThat(run.out()).isEqualTo("whole\n");
    assertThat(run.isAlive()).as("run still tries to tell").isTrue();
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void slow_server_leaves_the_command_as_it_is() throws Exception {
    try (Server server = new Server()) {
      Bus.await(server.vertx.undeploy(server.tracker));
      // The door is there, and nobody behind it answers.
      outcomeIsTheSame(ShellCommand.in(folder).to(server.port));
    }
  }

  @Test
  void gone_and_back_has_the_whole_job() throws Exception {
    try (Server server = new Server()) {
      Path go = folder.resolve("go");
      Path end = folder.resolve("end");
      ChildProcess run =
          ShellCommand.in(folder)
              .to(server.port)
              .start(
                  "run",
                  "--type",
                  "backup",
                  "--",
                  "sh",
                  "-c",
                  "echo 1/4; %s echo 3/4; %s".formatted(until(go), until(end)));
      run.await("the count", () -> Double.valueOf(1).equals(done(server)));
      Bus.await(server.vertx.undeploy(server.web));
      Bus.await(server.vertx.undeploy(server.tracker));
      Files.createFile(go);
      run.await("the last line", () -> run.out().endsWith("3/4\n"));
      Bus.await(server.vertx.deployVerticle("dev.jobtracker.tracker.JobTrackerVerticle"));
      JsonObject http = new JsonObject().put("port", server.port);
      DeploymentOptions again =
          new DeploymentOptions().setConfig(new JsonObject().put("http", http));
      Bus.await(server.vertx.deployVerticle("dev.jobtracker.web.WebVerticle", again));
      Files.createFile(end);
      assertThat(run.exitCode()).isZero();
      JsonObject job = jobs(server).getJsonObject(0);
      assertThat(job.getString("status")).isEqualTo("completed");
      assertThat(job.getInteger("done")).isEqualTo(3);
    }
  }

  @Test
  void absent_at_first_is_told_when_it_is_there() throws Exception {
    try (Server server = new Server()) {
      Bus.await(server.vertx.undeploy(server.web));
      Path go = folder.resolve("go");
      ChildProcess run =
          ShellCommand.in(folder)
              .to(server.port)
              .start("run", "--", "sh", "-c", "echo 2/4; " + until(go));
      run.await("the command", () -> run.out().equals("2/4\n"));
      JsonObject http = new JsonObject().put("port", server.port);
      DeploymentOptions again =
          new DeploymentOptions().setConfig(new JsonObject().put("http", http));
      Bus.await(server.vertx.deployVerticle("dev.jobtracker.web.WebVerticle", again));
      run.await("the count", () -> Double.valueOf(2).equals(done(server)));
      Files.createFile(go);
      assertThat(run.exitCode()).isZero();
    }
  }

  /** Returns what waits in a shell until there is this file. */
  private static String until(Path file) {
    return "while [ ! -e " + file + " ]; do sleep 0.05; done;";
  }

  private static JsonArray jobs(Server server) {
    return server.bus.call("jobs.list", new JsonObject()).getJsonArray("jobs");
  }

  private static @Nullable Double done(Server server) {
    JsonArray jobs = jobs(server);
    return jobs.isEmpty() ? null : jobs.getJsonObject(0).getDouble("done");
  }
}
