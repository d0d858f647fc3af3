package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.page.FailingProxy;
import dev.jobtracker.web.Server;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code watch} in a real terminal (contract, section 14). */
class WatchInTerminalTest {
  private static final String DRAW_OVER = "\r\u001b[K";

  private final Server server = new Server();
  private final JsonObject job =
      server.bus.call(
          "jobs.create", new JsonObject().put("type", "scan").put("total", 4).put("unit", "files"));

  @TempDir Path folder;

  @AfterEach
  void close() {
    server.close();
  }

  private ShellCommand command() {
    return ShellCommand.in(folder).to(server.port);
  }

  private ChildProcess watch(ShellCommand command) {
    return command.start("watch", job.getString("task_id"));
  }

  /** Has the job seen at three states, and returns what was drawn. */
  private String drawn(ChildProcess watch) throws InterruptedException {
    watch.await("the first line", () -> watch.out().contains("pending"));
    server.bus.update(job, new JsonObject().put("done", 1).put("current_step", "Reading 進捗 🎉"));
    watch.await("the second line", () -> watch.out().contains("running"));
    server.bus.update(job, new JsonObject().put("status", "completed"));
    assertThat(watch.exitCode()).isZero();
    return watch.out();
  }

  private static List<String> lines(String drawn) {
    assertThat(drawn).startsWith(DRAW_OVER).endsWith("\r\n");
    String[] lines = drawn.substring(DRAW_OVER.length()).stripTrailing().split("\r\u001b\\[K");
    return Arrays.stream(lines).map(line -> line.replaceAll("\u001b\\[\\d*m", "")).toList();
  }

  @Test
  void one_line_is_drawn_over_itself_and_fits() throws Exception {
    String drawn = drawn(watch(command().terminal(200)));
    assertThat(drawn).containsOnlyOnce("\n").contains("\u001b[32mcompleted");
    assertThat(lines(drawn))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("running  [#####---------------] 25%  1/4 files  ")
                    .endsWith("Reading 進捗 🎉"));
  }

  @Test
  void narrow_terminal_cuts_the_line() throws Exception {
    for (String line : lines(drawn(watch(command().terminal(20))))) {
      assertThat(line).hasSizeLessThanOrEqualTo(19);
    }
  }

  @Test
  void terminal_that_is_made_narrow_is_followed() throws Exception {
    ChildProcess watch = watch(command().terminal(120));
    watch.await("the first line", () -> watch.out().contains("Initializing"));
    watch.signal("USR1");
    String step = "A step that is too long for thirty columns";
    watch.await(
        "a short line",
        () -> {
          server.bus.update(job, new JsonObject().put("add", 0.001).put("current_step", step));
          return lines(watch.out() + "\r\n").stream()
              .anyMatch(line -> line.startsWith("running") && line.length() == 29);
        });
    server.bus.update(job, new JsonObject().put("status", "completed"));
    assertThat(watch.exitCode()).isZero();
  }

  @Test
  void no_colour_where_nobody_wants_it() throws Exception {
    String drawn = drawn(watch(command().terminal(80).variable("NO_COLOR", "1")));
    assertThat(drawn.replace(DRAW_OVER, "")).doesNotContain("\u001b").contains("completed");
  }

  @Test
  void dumb_terminal_gets_plain_lines() throws Exception {
    String drawn = drawn(watch(command().terminal(80).variable("TERM", "dumb")));
    assertThat(drawn).doesNotContain("\u001b").contains("\nrunning  [####").endsWith("\r\n");
  }

  @Test
  void connection_that_is_down_is_said_and_that_it_is_back() throws Exception {
    try (FailingProxy proxy = new FailingProxy(server.port)) {
      ChildProcess watch =
          watch(ShellCommand.in(folder).variable("JOB_TRACKER_URL", proxy.url()).terminal(80));
      watch.await("the first line", () -> watch.out().contains("pending"));
      proxy.fallSilent();
      proxy.cut();
      watch.await("that it is down", () -> watch.out().contains("the connection is down"));
      proxy.comeBack();
      watch.await("that it is back", () -> watch.out().contains("the connection is back"));
      server.bus.update(job, new JsonObject().put("status", "completed"));
      assertThat(watch.exitCode()).isZero();
    }
  }

  /** Its worker died with the server, so nobody gives the job to the next one. */
  @Test
  void job_that_is_unknown_after_a_restart_of_the_server_ends_it_with_3() throws Exception {
    try (FailingProxy proxy = new FailingProxy(server.port);
        Server next = new Server()) {
      server.bus.call(
          "jobs.create",
          new JsonObject()
              .put("type", "scan")
              .put("task_id", "scan_short-lived")
              .put("heartbeat_timeout", 1));
      ChildProcess watch =
          ShellCommand.in(folder)
              .variable("JOB_TRACKER_URL", proxy.url())
              .start("watch", "scan_short-lived");
      watch.await("the first line", () -> watch.out().contains("pending"));
      proxy.leadTo(next.port);
      proxy.cut();
      assertThat(watch.exitCode()).isEqualTo(3);
      assertThat(watch.err())
          .endsWith("job-tracker: task_id: there is no job \"scan_short-lived\"\n");
    }
  }
}
