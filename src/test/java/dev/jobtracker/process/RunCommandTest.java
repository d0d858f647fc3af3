package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.web.Server;
import dev.jobtracker.web.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code run} around commands of every kind, with a tracker that answers (contract, section 14).
 */
class RunCommandTest {
  private final Server server = new Server();

  @TempDir Path folder;

  @AfterEach
  void close() {
    server.close();
  }

  private ChildProcess run(String... words) {
    String[] line = new String[words.length + 1];
    line[0] = "run";
    System.arraycopy(words, 0, line, 1, words.length);
    return ShellCommand.in(folder).to(server.port).start(line);
  }

  /** Returns the only job, in full. */
  private JsonObject job() {
    JsonArray jobs = server.get("/api/jobs").json().getJsonArray("jobs");
    assertThat(jobs).hasSize(1);
    return server.get("/api/jobs/" + jobs.getJsonObject(0).getString("task_id")).json();
  }

  /** Waits for as long as a process may take to start on a busy machine. */
  private void awaitJob(ChildProcess run, Predicate<JsonObject> state) throws InterruptedException {
    run.await(
        "the job",
        () -> !server.get("/api/jobs").json().getJsonArray("jobs").isEmpty() && state.test(job()));
  }

  @Test
  void command_that_succeeds_completes() throws Exception {
    assertThat(run("--title", "A backup", "--label", "host=a", "--", "true").exitCode()).isZero();
    JsonObject job = job();
    assertThat(job.getString("task_id")).startsWith("true_");
    assertThat(job.getString("title")).isEqualTo("A backup");
    assertThat(job.getJsonObject("labels")).isEqualTo(new JsonObject().put("host", "a"));
    assertThat(job.getString("status")).isEqualTo("completed");
    assertThat(job.getJsonObject("result")).isEqualTo(new JsonObject().put("exit_code", 0));
  }

  @Test
  void command_that_fails_fails_with_its_last_errors_and_its_code() throws Exception {
    ChildProcess run = run("--type", "backup", "--", "sh", "-c", "echo no room >&2; exit 3");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).isEqualTo("no room\n");
    assertThat(job().getString("type")).isEqualTo("backup");
    assertThat(job().getString("status")).isEqualTo("failed");
    assertThat(job().getString("error")).isEqualTo("no room");
    assertThat(job().getJsonObject("result").getInteger("exit_code")).isEqualTo(3);
  }

  @Test
  void command_ended_by_a_signal_gives_its_code() throws Exception {
    assertThat(run("--", "sh", "-c", "kill -KILL $$").exitCode()).isEqualTo(128 + 9);
    assertThat(job().getString("error")).isEqualTo("exit code 137");
  }

  @Test
  void command_that_is_none_gives127_and_not_executable126() throws Exception {
    ChildProcess none = run("--", "no-such-command");
    assertThat(none.exitCode()).isEqualTo(127);
    assertThat(none.err()).isEqualTo("job-tracker: no-such-command: command not found\n");
    assertThat(job().getString("status")).isEqualTo("failed");
    Path text = Files.writeString(folder.resolve("text"), "no program");
    assertThat(run("--", text.toString()).exitCode()).isEqualTo(126);
  }

  @Test
  void bad_arguments_give2_and_run_nothing() throws Exception {
    Path mark = folder.resolve("mark");
    String[][] lines = {
      {"run", "--nonsense", "--", "touch", mark.toString()},
      {"run", "--label", "x", "--", "touch", mark.toString()},
      {"run", "--progress", "(", "--", "touch", mark.toString()},
      {"run", "--progress", "x", "--", "touch", mark.toString()},
      {"run", "--type", "no type", "--", "touch", mark.toString()},
      {"run", "--total", "many", "--", "touch", mark.toString()},
      {"run", "--url", "ftp://x", "--", "touch", mark.toString()},
      {"run", "--token-file", "/no/such/file", "--", "touch", mark.toString()},
      {"run"},
      {"watch"},
      {"list", "--status", "asleep"},
      {"cancel", "a", "b"},
    };
    for (String[] line : lines) {
      ChildProcess command = ShellCommand.in(folder).to(server.port).start(line);
      assertThat(command.exitCode()).as(String.join(" ", line)).isEqualTo(2);
      assertThat(command.err()).as(String.join(" ", line)).hasLineCount(1);
      assertThat(command.out()).isEmpty();
    }
    assertThat(mark).doesNotExist();
  }

  /** In the locale of cron Java has no name for such a file, so no path can be made of it. */
  @Test
  void token_file_that_the_locale_cannot_name_is_a_bad_argument() throws Exception {
    Path mark = folder.resolve("mark");
    for (String words :
        new String[] {"run %s -- touch " + mark, "run --total 3 %s -- x", "list %s"}) {
      String line = "exec \"$@\" " + words.formatted("--token-file tökén");
      ChildProcess command =
          ShellCommand.in(folder)
              .to(server.port)
              .variable("LC_ALL", "C")
              .behind("sh", Files.writeString(folder.resolve("line"), line).toString())
              .start();
      assertThat(command.exitCode()).as(words).isEqualTo(2);
      assertThat(command.err()).as(words).hasLineCount(1).startsWith("job-tracker: ");
      assertThat(command.err()).as(words).contains("--token-file", "tökén");
    }
    assertThat(mark).doesNotExist();
  }

  @Test
  void streams_pass_unchanged_input_too() throws Exception {
    byte[] bytes = new byte[3_000_000];
    new Random(7).nextBytes(bytes);
    Path in = Files.write(folder.resolve("in"), bytes);
    ChildProcess run =
        ShellCommand.in(folder)
            .to(server.port)
            .input(in)
            .start("run", "--", "sh", "-c", "cat; printf 'a\\0b' >&2");
    assertThat(run.exitCode()).isZero();
    assertThat(Arrays.equals(run.outBytes(), bytes)).isTrue();
    assertThat(run.err()).isEqualTo("a\0b");
  }

  @Test
  void outputs_are_read_for_progress() throws Exception {
    Path go = folder.resolve("go");
    ChildProcess run =
        run(
            "--unit",
            "files",
            "--",
            "sh",
            "-c",
            "printf 'step one\\r12/900 read\\r'; while [ ! -e "
                + go
                + " ]; do sleep 0.05; done;"
                + " echo 42% >&2");
    awaitJob(run, job -> Integer.valueOf(12).equals(job.getValue("done")));
    assertThat(job().getValue("total")).isEqualTo(900);
    assertThat(job().getString("unit")).isEqualTo("files");
    assertThat(job().getString("current_step")).isEqualTo("12/900 read");
    assertThat(job().getString("status")).isEqualTo("running");
    Files.createFile(go);
    assertThat(run.exitCode()).isZero();
    assertThat(job().getString("current_step")).isEqualTo("42%");
  }

  @Test
  void command_finds_its_job() throws Exception {
    ChildProcess run = run("--", "sh", "-c", "echo $JOB_TRACKER_TASK_ID; echo $JOB_TRACKER_URL");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .isEqualTo(job().getString("task_id") + "\nhttp://127.0.0.1:" + server.port + "\n");
  }

  @Test
  void cancel_ends_the_command_and_the_job_is_cancelled() throws Exception {
    ChildProcess run =
        run("--", "sh", "-c", "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.1; done");
    awaitJob(run, job -> job.getString("status").equals("running"));
    run.await("up", () -> run.out().contains("up"));
    server.post("/api/jobs/" + job().getString("task_id") + "/cancel", new JsonObject());
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo("up\nbye\n");
    assertThat(job().getString("status")).isEqualTo("cancelled");
  }

  @Test
  void command_that_ignores_the_cancel_is_killed_after_ten_seconds() throws Exception {
    ChildProcess run = run("--", "sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.1; done");
    awaitJob(run, job -> job.getString("status").equals("running"));
    run.await("up", () -> run.out().contains("up"));
    long asked = System.nanoTime();
    server.post("/api/jobs/" + job().getString("task_id") + "/cancel", new JsonObject());
    assertThat(run.exitCode()).isEqualTo(128 + 9);
    assertThat(System.nanoTime() - asked).isGreaterThan(9_000_000_000L);
    assertThat(job().getString("status")).isEqualTo("cancelled");
  }

  @Test
  void signals_are_handed_on() throws Exception {
    for (String name : new String[] {"TERM", "INT", "HUP"}) {
      String trap = "trap 'echo got %1$s; exit 7' %1$s".formatted(name);
      // The tests themselves may run where INT and HUP are ignored, as in the background.
      ChildProcess run =
          ShellCommand.in(folder)
              .to(server.port)
              .behind("env", "--default-signal=INT,HUP")
              .start("run", "--", "sh", "-c", trap + "; echo up; while :; do sleep 0.1; done");
      run.await("up", () -> run.out().contains("up"));
      run.signal(name);
      assertThat(run.exitCode()).isEqualTo(7);
      assertThat(run.out()).isEqualTo("up\ngot " + name + "\n");
    }
  }

  /** As nohup does it. */
  @Test
  void signal_that_was_ignored_before_stays_ignored_for_the_command_too() throws Exception {
    ChildProcess run =
        ShellCommand.in(folder)
            .to(server.port)
            .behind("sh", "-c", "trap '' HUP; exec \"$@\"", "sh")
            .start("run", "--", "sh", "-c", "kill -HUP $PPID; kill -HUP $$; sleep 0.2; echo alive");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo("alive\n");
  }

  @Test
  void job_deleted_by_others_does_not_end_the_command() throws Exception {
    Path go = folder.resolve("go");
    ChildProcess run =
        run("--", "sh", "-c", "while [ ! -e " + go + " ]; do sleep 0.05; done; echo whole");
    awaitJob(run, job -> job.getString("status").equals("running"));
    server.bus.call("jobs.clear", new JsonObject());
    Files.createFile(go);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo("whole\n");
  }

  @Test
  void grandchild_that_keeps_the_pipe_is_not_waited_for() throws Exception {
    long begun = System.nanoTime();
    ChildProcess run = run("--", "sh", "-c", "sleep 120 & echo done; exit 5");
    assertThat(run.exitCode()).isEqualTo(5);
    assertThat(run.out()).isEqualTo("done\n");
    assertThat(System.nanoTime() - begun).isLessThan(60_000_000_000L);
  }

  @Test
  void reader_that_goes_away_is_told_to_the_command() throws IOException, InterruptedException {
    Path go = folder.resolve("code");
    ChildProcess shell =
        ChildProcess.start(
            folder,
            new ProcessBuilder(
                "sh",
                "-c",
                "(" + String.join(" ", "\"$@\"") + "; echo $? > " + go + ") | head -n 1",
                "sh",
                JavaHome.OWN.java(),
                "-cp",
                JavaHome.classPath(entry -> !entry.endsWith("test-classes")),
                "dev.jobtracker.Main",
                "run",
                "--url",
                "http://127.0.0.1:" + server.port,
                "--",
                "yes"));
    assertThat(shell.exitCode()).isZero();
    shell.await("the end of run", () -> Files.exists(go));
    shell.await("the exit code", () -> read(go).endsWith("\n"));
    assertThat(read(go).strip()).isEqualTo(String.valueOf(128 + 13));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** The locale of cron is C, in which Java knows ASCII alone. */
  @Test
  void words_reach_the_command_byte_for_byte_in_every_locale() throws Exception {
    Path script =
        Files.write(
            folder.resolve("line"),
            ("exec \"$@\" run --title 'Grüße' -- printf '%s|' 'bä€ck%up\\n\n' "
                    + "\"$(printf '\\377')\" '' 'a \"$b' x\n")
                .getBytes(StandardCharsets.UTF_8));
    byte[] expected = "bä€ck%up\\n\n|?||a \"$b|x|".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < expected.length; i++) {
      expected[i] = expected[i] == '?' ? (byte) 0xFF : expected[i];
    }
    for (String locale : new String[] {"C", "C.UTF-8"}) {
      ChildProcess run =
          ShellCommand.in(folder)
              .to(server.port)
              .variable("LC_ALL", locale)
              .behind("sh", script.toString())
              .start();
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.outBytes()).isEqualTo(expected);
      assertThat(job().getString("title")).isEqualTo("Grüße");
      ChildProcess list =
          ShellCommand.in(folder)
              .to(server.port)
              .variable("LC_ALL", locale)
              .start("list", "--json");
      assertThat(list.exitCode()).isZero();
      assertThat(new JsonArray(list.out()).getJsonObject(0).getString("title")).isEqualTo("Grüße");
      server.bus.call("jobs.clear", new JsonObject());
    }
  }

  @Test
  void command_that_is_silent_is_alive_as_long_as_run_is() throws Exception {
    JsonObject strict = new JsonObject().put("tracker", JsonObject.of("heartbeat_timeout", "2s"));
    try (Server impatient = new Server(strict)) {
      Path go = folder.resolve("go");
      ChildProcess run =
          ShellCommand.in(folder)
              .to(impatient.port)
              .start("run", "--", "sh", "-c", "while [ ! -e " + go + " ]; do sleep 0.05; done");
      run.await("the job", () -> !jobs(impatient).isEmpty());
      long begun = System.nanoTime();
      run.await("three timeouts", () -> System.nanoTime() - begun > 6_000_000_000L);
      run.await("alive", () -> !jobs(impatient).getJsonObject(0).getBoolean("stalled"));
      run.freeze();
      run.await("stalled", () -> jobs(impatient).getJsonObject(0).getBoolean("stalled"));
      run.thaw();
      run.await("alive", () -> !jobs(impatient).getJsonObject(0).getBoolean("stalled"));
      Files.createFile(go);
      assertThat(run.exitCode()).isZero();
    }
  }

  private static JsonArray jobs(Server server) {
    return server.get("/api/jobs").json().getJsonArray("jobs");
  }

  @Test
  void server_that_wants_a_token_gets_it_from_the_environment_or_a_file() throws Exception {
    try (Server closed = new Server(Tokens.config())) {
      Path token = Files.writeString(folder.resolve("token"), Tokens.secret("write") + "\n");
      assertThat(
              ShellCommand.in(folder)
                  .to(closed.port)
                  .start("run", "--token-file", token.toString(), "--", "true")
                  .exitCode())
          .isZero();
      assertThat(
              ShellCommand.in(folder)
                  .to(closed.port)
                  .variable("JOB_TRACKER_TOKEN", Tokens.secret("write"))
                  .start("run", "--", "true")
                  .exitCode())
          .isZero();
      assertThat(closed.bus.call("jobs.stats", new JsonObject()).getInteger("total")).isEqualTo(2);
    }
  }
}
