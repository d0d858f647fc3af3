package dev.jobtracker.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.jobtracker.page.HostPage.Blocked;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The bar for other people's pages, on a page of another origin. */
@InChromium
class JobProgressTest {
  private static final String TOKEN = "a-token-of-this-test";

  private final HostPage host = new HostPage();
  private final PageServer server = new PageServer(config(host.url()));

  @AfterEach
  void close() {
    server.close();
    host.close();
  }

  @Test
  void bars_are_live_and_share_one_socket(Browser browser) {
    JsonObject first = server.create("export", "<b>First</b>");
    JsonObject second = server.create("export", "Second");
    host.show(script(server.url()) + element(first) + element(second) + element(first));
    List<String> sockets = new ArrayList<>();
    try (Tab tab = emptyTab(browser)) {
      tab.page.onWebSocket(socket -> sockets.add(socket.url()));
      tab.page.navigate(host.url());
      server.bus().update(first, JsonObject.of("progress", 0.4, "current_step", "<i>Reading</i>"));
      Locator bars = tab.page.getByRole(AriaRole.PROGRESSBAR);
      assertThat(bars.nth(0)).hasAttribute("aria-valuenow", "40");
      assertThat(bars.nth(0)).hasAccessibleName("<b>First</b>");
      assertThat(bars.nth(1)).hasAttribute("aria-valuenow", "0");
      assertThat(bars.nth(2)).hasAttribute("aria-valuenow", "40");
      assertThat(tab.page.locator("job-progress").first()).containsText("<i>Reading</i>");
      server.update(second, "progress", 0.7);
      assertThat(bars.nth(1)).hasAttribute("aria-valuenow", "70");
      server.bus().update(second, new JsonObject().putNull("progress"));
      assertThat(bars.nth(1)).not().hasAttribute("aria-valuenow", "70");
      String url = server.url().replace("http", "ws") + "/api/ws";
      assertThat(sockets).containsExactly(url);
    }
  }

  @Test
  void events_tell_of_each_change_and_once_of_the_end(Browser browser) {
    JsonObject job = server.create("export", "Tells");
    host.show(script(server.url()) + element(job, "show-error", "") + element(job));
    try (Tab tab = hostTab(browser)) {
      Locator element = tab.page.locator("job-progress").nth(0);
      assertThat(element).containsText("Initializing");
      tab.page.evaluate(
          """
          window.seen = [];
          for (const type of ['change', 'end']) {
            document.querySelector('job-progress').addEventListener(type, (e) => seen.push(`${type} ${e.detail.status} ${e.target.reason}`));
          }""");
      server.update(job, "progress", 0.4);
      tab.page.waitForFunction("seen.length === 1");
      server.bus().update(job, JsonObject.of("status", "failed", "error", "disk full"));
      assertThat(element).hasAttribute("status", "failed");
      assertThat(element).containsText("failed: disk full");
      Locator kind = tab.page.locator("job-progress").nth(1);
      assertThat(kind).containsText("failed: something went wrong");
      assertThat(kind).not().containsText("disk full");
      assertThat(tab.page.evaluate("seen.join(', ')"))
          .isEqualTo("change running null, change failed failed, end failed failed");
    }
  }

  @Test
  void record_that_goes_is_told_with_its_reason(Browser browser) {
    JsonObject job = server.create("export", "Goes");
    host.show(script(server.url()) + element(job) + "<job-progress task-id=export_00000000>");
    try (Tab tab = hostTab(browser)) {
      assertThat(tab.page.locator("job-progress").nth(1)).containsText("No such job");
      assertThat(tab.page.locator("job-progress").nth(0)).containsText("Initializing");
      server.bus().call("jobs.delete", JsonObject.of("task_id", job.getString("task_id")));
      assertThat(tab.page.locator("job-progress").nth(0)).hasAttribute("status", "deleted");
      assertThat(tab.page.locator("job-progress").nth(0)).containsText("Forgotten");
    }
  }

  @Test
  void bar_without_web_socket_follows_a_stream(Browser browser) {
    assertThat(streamsOfABarBehind(Blocked.WEB_SOCKETS, browser)).hasSize(1);
  }

  @Test
  void bar_without_web_socket_and_stream_polls(Browser browser) {
    assertThat(streamsOfABarBehind(Blocked.WEB_SOCKETS_AND_STREAMS, browser)).isEmpty();
  }

  /** Returns the streams that began, after the bar has followed its job to the end. */
  private List<String> streamsOfABarBehind(Blocked blocked, Browser browser) {
    JsonObject job = server.create("export", "Behind a proxy");
    String proxy = host.proxyTo(server.port(), blocked);
    host.show(script(server.url()) + element(job, "server", proxy));
    List<String> streams = new ArrayList<>();
    try (Tab tab = emptyTab(browser)) {
      tab.forgiveForeign(proxy);
      tab.page.onResponse(
          response -> {
            if (response.status() == 200 && response.url().endsWith("/events")) {
              streams.add(response.url());
            }
          });
      tab.page.navigate(host.url());
      Locator bar = tab.page.getByRole(AriaRole.PROGRESSBAR);
      assertThat(tab.page.locator("job-progress")).containsText("Initializing");
      server.update(job, "progress", 0.4);
      assertThat(bar).hasAttribute("aria-valuenow", "40");
      server.update(job, "status", "completed");
      assertThat(bar).hasAttribute("aria-valuenow", "100");
      tab.forgiveFailedConnections();
      tab.forgiveStatus(502);
      tab.forgiveRefusalsByCors();
    }
    return streams;
  }

  @Test
  void token_is_sent_as_a_header_and_in_no_url(Browser browser) {
    JsonObject tokens = JsonObject.of("name", "site", "token", TOKEN, "may", JsonArray.of("read"));
    JsonObject auth = JsonObject.of("tokens", JsonArray.of(tokens));
    try (PageServer locked = new PageServer(config(host.url()).put("auth", auth))) {
      JsonObject job = locked.create("export", "Behind a token");
      host.show(
          script(locked.url()) + element(job, "token", TOKEN) + element(job, "token", "wrong"));
      List<String> urls = new ArrayList<>();
      try (Tab tab = emptyTab(browser)) {
        tab.forgiveForeign(locked.url());
        tab.page.onRequest(request -> urls.add(request.url()));
        tab.page.navigate(host.url());
        Locator bars = tab.page.getByRole(AriaRole.PROGRESSBAR);
        assertThat(tab.page.locator("job-progress").nth(1)).containsText("Not allowed");
        assertThat(tab.page.locator("job-progress").nth(0)).containsText("Initializing");
        locked.update(job, "progress", 0.4);
        assertThat(bars.nth(0)).hasAttribute("aria-valuenow", "40");
        assertThat(urls).anyMatch(url -> url.endsWith("/events"));
        assertThat(urls).noneMatch(url -> url.contains(TOKEN));
        tab.forgiveStatus(401);
      }
    }
  }

  @Test
  void bar_comes_back_by_itself_after_the_server_was_away(Browser browser) {
    JsonObject body = JsonObject.of("type", "export", "task_id", "export_12345678");
    server.create(body);
    host.show(script(server.url()) + "<job-progress task-id='export_12345678'></job-progress>");
    try (Tab tab = hostTab(browser)) {
      Locator bar = tab.page.getByRole(AriaRole.PROGRESSBAR);
      assertThat(bar).hasAttribute("aria-valuenow", "0");
      assertThat(tab.page.locator("job-progress")).containsText("Initializing");
      server.stop();
      server.startWith(
          bus -> bus.update(bus.call("jobs.create", body), JsonObject.of("progress", 0.6)));
      assertThat(bar).hasAttribute("aria-valuenow", "60");
      tab.forgiveFailedConnections();
    }
  }

  @Test
  void new_token_is_taken_without_a_gap_and_asked_for_in_time(Browser browser) {
    String first = signed(Instant.now().plusSeconds(30));
    String second = signed(Instant.now().plusSeconds(3_000));
    JsonArray tokens = new JsonArray();
    Stream.of(first, second)
        .forEach(
            t -> tokens.add(JsonObject.of("name", t, "token", t, "may", JsonArray.of("read"))));
    JsonObject auth = JsonObject.of("tokens", tokens);
    try (PageServer locked = new PageServer(config(host.url()).put("auth", auth))) {
      JsonObject job = locked.create("export", "Long");
      locked.update(job, "progress", 0.4);
      String renew =
          "<script>window.seen = []; const bar = document.querySelector('job-progress');"
              + "for (const type of ['change', 'end', 'expiring']) bar.addEventListener(type, e => "
              + "seen.push(type + ' ' + (e.detail?.progress ?? (e.detail.expires > new Date()))));"
              + "new MutationObserver(() => seen.push(bar.getAttribute('status')))"
              + ".observe(bar, { attributeFilter: ['status'] });"
              + "</script>";
      host.show(script(locked.url()) + element(job, "token", first) + renew);
      try (Tab tab = emptyTab(browser)) {
        tab.forgiveForeign(locked.url());
        tab.page.navigate(host.url());
        Locator bar = tab.page.locator("job-progress");
        assertThat(bar.getByRole(AriaRole.PROGRESSBAR)).hasAttribute("aria-valuenow", "40");
        tab.page.waitForFunction("seen.includes('expiring true')");
        bar.evaluate("(it, token) => it.setAttribute('token', token)", second);
        locked.update(job, "progress", 0.5);
        assertThat(bar.getByRole(AriaRole.PROGRESSBAR)).hasAttribute("aria-valuenow", "50");
        assertThat(tab.page.evaluate("seen.join()"))
            .isEqualTo("loading,change 0.4,running,expiring true,change 0.5");
      }
    }
  }

  /** A token that reads like a signed one; to this server it is a text like any other. */
  private static String signed(Instant expiry) {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String claims = JsonObject.of("exp", expiry.getEpochSecond(), "for", "ÿþ?>").encode();
    String payload = base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
    return base64.encodeToString("{}".getBytes(StandardCharsets.UTF_8)) + "." + payload + ".sig";
  }

  @Test
  void watch_job_serves_pages_that_draw_their_own(Browser browser) {
    JsonObject job = server.create("export", "Drawn by hand");
    host.show("<output></output>");
    try (Tab tab = hostTab(browser)) {
      tab.page.evaluate(
          """
          async ([server, id]) => {
            const { watchJob } = await import(`${server}/job-progress.js`);
            const output = document.querySelector('output');
            window.stop = watchJob(id, (job) => (output.textContent = `${job.done} done`));
          }""",
          List.of(server.url(), job.getString("task_id")));
      Locator output = tab.page.locator("output");
      assertThat(output).hasText("null done");
      server.update(job, "done", 7);
      assertThat(output).hasText("7 done");
      tab.page.evaluate("stop()");
      server.update(job, "done", 8);
      // The news that would have been shown has gone by when a bar that began later shows it.
      tab.page.evaluate(
          "id => document.body.insertAdjacentHTML('beforeend', `<job-progress task-id=${id}>`)",
          job.getString("task_id"));
      server.update(job, "current_step", "Later");
      assertThat(tab.page.locator("job-progress")).containsText("Later");
      assertThat(output).hasText("7 done");
    }
  }

  /** The host page loads the script from the tracker and follows jobs on it; nothing else. */
  private Tab hostTab(Browser browser) {
    Tab tab = emptyTab(browser);
    tab.page.navigate(host.url());
    return tab;
  }

  /** For a test that listens before the page is there. */
  private Tab emptyTab(Browser browser) {
    Tab tab = new Tab(browser, host.url() + "/empty");
    tab.forgiveForeign(server.url());
    return tab;
  }

  private static JsonObject config(String origin) {
    return JsonObject.of("http", JsonObject.of("allowed_origins", JsonArray.of(origin)));
  }

  private static String script(String server) {
    return "<script type=module src='" + server + "/job-progress.js'></script>";
  }

  private static String element(JsonObject job) {
    return "<job-progress task-id='" + job.getString("task_id") + "'></job-progress>";
  }

  private static String element(JsonObject job, String attribute, String value) {
    return element(job).replaceFirst(">", " " + attribute + "='" + value + "'>");
  }
}
