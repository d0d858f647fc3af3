package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.web.Server;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look at jobs and cancel them (contract, section 14). */
class LookCommandsTest {
  private final Server server = new Server();

  @TempDir Path folder;

  @AfterEach
  void close() {
    server.close();
  }

  private ChildProcess command(String... words) {
    return ShellCommand.in(folder).to(server.port).start(words);
  }

  private JsonObject create(String type, String label) {
    return server.bus.call(
        "jobs.create",
        new JsonObject()
            .put("type", type)
            .put("total", 4)
            .put("unit", "files")
            .put("labels", new JsonObject().put("team", label)));
  }

  @Test
  void get_shows_the_job_as_json() throws Exception {
    JsonObject job = create("scan", "a");
    server.bus.update(job, new JsonObject().put("result", new JsonArray().add(1)));
    ChildProcess get = command("get", job.getString("task_id"));
    assertThat(get.exitCode()).isZero();
    assertThat(new JsonObject(get.out())).isEqualTo(server.bus.get(job));
  }

  @Test
  void unknown_job_is_3() throws Exception {
    for (String name : new String[] {"get", "cancel", "watch"}) {
      ChildProcess command = command(name, "scan_00000000");
      assertThat(command.exitCode()).as(name).isEqualTo(3);
      assertThat(command.err())
          .isEqualTo("job-tracker: task_id: there is no job \"scan_00000000\"\n");
    }
  }

  /** A list that a full disk cut short is none, and a script must hear of it. */
  @Test
  void output_that_cannot_be_written_is_1() throws Exception {
    String id = create("scan", "a").getString("task_id");
    for (String line : new String[] {"list --json", "list", "get " + id, "cancel " + id}) {
      ChildProcess command =
          ShellCommand.in(folder)
              .to(server.port)
              .behind("sh", "-c", "\"$@\" > /dev/full", "sh")
              .start(line.split(" "));
      assertThat(command.exitCode()).as(line).isEqualTo(1);
      assertThat(command.err()).isEqualTo("job-tracker: standard output cannot be written\n");
    }
  }

  @Test
  void no_server_is_1_with_a_sentence() throws Exception {
    ChildProcess list = ShellCommand.in(folder).to(1).start("list", "--json");
    assertThat(list.exitCode()).isEqualTo(1);
    assertThat(list.out()).isEmpty();
    assertThat(list.err())
        .startsWith("job-tracker: no job tracker answers at http://127.0.0.1:1: ")
        .hasLineCount(1);
  }

  @Test
  void variables_that_are_wrong_are_2_and_named() throws Exception {
    ChildProcess url = ShellCommand.in(folder).variable("JOB_TRACKER_URL", "ftp://x").start("list");
    assertThat(url.exitCode()).isEqualTo(2);
    assertThat(url.err())
        .isEqualTo(
            "job-tracker: JOB_TRACKER_URL: must be like https://host:8080, found \"ftp://x\"\n");
    ChildProcess token =
        ShellCommand.in(folder)
            .to(server.port)
            .variable("JOB_TRACKER_TOKEN", "two\nlines")
            .start("list");
    assertThat(token.exitCode()).isEqualTo(2);
    assertThat(token.err())
        .isEqualTo("job-tracker: JOB_TRACKER_TOKEN: must be visible characters of ASCII\n");
  }

  @Test
  void list_of_none_is_an_empty_array() throws Exception {
    ChildProcess list = command("list", "--json");
    assertThat(list.exitCode()).isZero();
    assertThat(list.out()).isEqualTo("[]\n");
  }

  @Test
  void list_shows_all_pages() throws Exception {
    for (int i = 0; i < 230; i++) {
      create(i % 2 == 0 ? "scan" : "copy", i < 10 ? "a" : "b");
    }
    ChildProcess all = command("list", "--json");
    assertThat(all.exitCode()).isZero();
    assertThat(new JsonArray(all.out())).hasSize(230);
    ChildProcess some =
        command("list", "--type", "scan", "--label", "team=a", "--status", "pending");
    assertThat(some.exitCode()).isZero();
    assertThat(some.out())
        .hasLineCount(5)
        .matches("(scan_[0-9a-f]{8}\tpending\t0\tInitializing\n)+");
  }

  @Test
  void cancel_asks_with_a_reason() throws Exception {
    JsonObject job = create("scan", "a");
    ChildProcess cancel = command("cancel", job.getString("task_id"), "--reason", "no need");
    assertThat(cancel.exitCode()).isZero();
    assertThat(server.bus.get(job).getString("cancel_reason")).isEqualTo("no need");
    assertThat(cancel.out()).startsWith(job.getString("task_id") + "\tcancelled\t");
  }

  @Test
  void watch_tells_each_state_and_the_end() throws Exception {
    JsonObject job = create("scan", "a");
    ChildProcess watch = command("watch", job.getString("task_id"));
    watch.await("the first line", () -> watch.out().contains("pending"));
    server.bus.update(job, new JsonObject().put("done", 2).put("current_step", "Reading"));
    watch.await("the state", () -> watch.out().contains("2/4 files"));
    assertThat(watch.out()).contains("running  [##########----------] 50%  2/4 files", "Reading");
    server.bus.update(job, new JsonObject().put("status", "completed"));
    assertThat(watch.exitCode()).isZero();
    assertThat(watch.out()).doesNotContain("\u001b", "\r");
  }

  @Test
  void watch_exit_code_tells_the_end() throws Exception {
    JsonObject failed = create("scan", "a");
    server.bus.update(failed, new JsonObject().put("status", "failed").put("error", "no room"));
    ChildProcess first = command("watch", failed.getString("task_id"));
    assertThat(first.exitCode()).isEqualTo(1);
    assertThat(first.out()).contains("failed", "no room");
    JsonObject cancelled = create("scan", "a");
    server.bus.update(cancelled, new JsonObject().put("status", "cancelled"));
    assertThat(command("watch", cancelled.getString("task_id")).exitCode()).isEqualTo(2);
    JsonObject deleted = create("scan", "a");
    ChildProcess watch = command("watch", deleted.getString("task_id"));
    watch.await("the first line", () -> watch.out().contains("pending"));
    server.bus.call("jobs.delete", new JsonObject().put("task_id", deleted.getString("task_id")));
    assertThat(watch.exitCode()).isEqualTo(3);
  }

  @Test
  void completion_script_is_printed() throws Exception {
    ChildProcess script = command("generate-completion");
    assertThat(script.exitCode()).isZero();
    assertThat(script.out()).contains("job-tracker", "--token-file");
    Path file = Files.writeString(folder.resolve("completion"), script.out());
    assertThat(bash("bash -n " + file)).isEmpty();
    String asked =
        "compopt() { :; }; source %s; COMP_WORDS=(job-tracker %s); COMP_CWORD=%d; COMP_LINE=x; COMP_POINT=1;"
            + " _complete_job-tracker; echo ${COMPREPLY[@]}";
    assertThat(bash(asked.formatted(file, "wa", 1))).isEqualTo("watch\n");
    assertThat(bash(asked.formatted(file, "run --ti", 2))).isEqualTo("--title\n");
  }

  private String bash(String text) throws InterruptedException {
    ChildProcess bash = ChildProcess.start(folder, new ProcessBuilder("bash", "-c", text));
    assertThat(bash.exitCode()).as(bash.err()).isZero();
    assertThat(bash.err()).isEmpty();
    return bash.out();
  }
}
