package dev.jobtracker.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The socket of the page is open, and what it asks is answered 503, as while no node is active. It
 * asks again by itself, and is right when the tracker is back.
 */
@InChromium
class TrackerAwayPageTest {
  /** Counts the page's watches and what is still unanswered, and lets a test hide the page. */
  private static final String COUNTS =
      """
      window.watched = 0;
      window.open = new Set();
      const send = WebSocket.prototype.send;
      WebSocket.prototype.send = function (text) {
        const { id, method } = JSON.parse(text);
        watched += method === 'jobs.watch' ? 1 : 0;
        open.add(id);
        this.addEventListener('message', ({ data }) => open.delete(JSON.parse(data).id));
        send.call(this, text);
      };
      Object.defineProperty(document, 'hidden', { get: () => window.isUnseen === true });
      """;

  @TempDir Path folder;
  private PageServer server;

  @BeforeEach
  void start() {
    String file = folder.resolve("jobs.db").toString();
    server = new PageServer(JsonObject.of("store", JsonObject.of("file", file)));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static Locator problem(Tab tab) {
    return tab.page.locator("#list-problem");
  }

  @Test
  void page_that_opens_without_the_tracker_shows_its_jobs_when_it_is_back(Browser browser) {
    JsonObject job = server.create("export", "Was there before");
    server.update(job, "progress", 0.4);
    server.stopTracker();
    try (Tab tab = new Tab(browser, server.url() + "/?job=" + job.getString("task_id"))) {
      assertThat(problem(tab)).not().isEmpty();
      tab.waitUntilLive();
      assertThat(tab.page.locator("#count")).hasText("Loading…");
      assertThat(tab.page.locator("#detail-notice")).hasText("Loading…");
      // No colour of alarm for failures that nobody has told of.
      assertThat(tab.page.locator(".tile:not(.none)")).hasCount(0);
      server.startTracker();
      Locator bar = tab.panel().getByRole(AriaRole.PROGRESSBAR);
      assertThat(bar).hasAttribute("aria-valuenow", "40");
      assertThat(tab.bar(job.getString("task_id"))).hasAttribute("aria-valuenow", "40");
      assertThat(tab.page.locator("[data-status=running] b")).hasText("1");
      assertThat(tab.page.locator(".tile:not(.none)")).hasCount(1);
      assertThat(problem(tab)).isEmpty();
      server.update(job, "progress", 0.5);
      assertThat(bar).hasAttribute("aria-valuenow", "50");
      assertThat(tab.bar(job.getString("task_id"))).hasAttribute("aria-valuenow", "50");
      tab.forgiveStatus(503);
    }
  }

  @Test
  void filter_that_is_changed_without_the_tracker_holds_when_it_is_back(Browser browser) {
    server.create("export", "Waits");
    JsonObject runs = server.create("export", "Runs");
    server.update(runs, "progress", 0.1);
    try (Tab tab = new Tab(browser, server.url() + "/?status=pending")) {
      assertThat(tab.rows()).hasCount(1);
      server.stopTracker();
      tab.page.getByLabel("Status").selectOption("running");
      assertThat(problem(tab)).not().isEmpty();
      assertThat(tab.rows()).hasCount(0);
      server.startTracker();
      assertThat(tab.rows()).hasCount(1);
      assertThat(tab.rows()).containsText("Runs");
      server.create(JsonObject.of("type", "export", "title", "Runs too").put("status", "running"));
      assertThat(tab.rows()).hasCount(2);
      tab.forgiveStatus(503);
    }
  }

  @Test
  void page_that_reconnects_without_the_tracker_ends_on_the_newest_state(Browser browser) {
    JsonObject job = server.create("export", "Goes on elsewhere");
    String id = job.getString("task_id");
    server.update(job, "progress", 0.2);
    try (FailingProxy proxy = new FailingProxy(server.port());
        Tab tab = new Tab(browser, proxy.url() + "/?job=" + id)) {
      Locator bar = tab.panel().getByRole(AriaRole.PROGRESSBAR);
      assertThat(bar).hasAttribute("aria-valuenow", "20");
      assertThat(tab.rows()).hasCount(1);
      server.stopTracker();
      proxy.cut();
      assertThat(problem(tab)).not().isEmpty();
      tab.waitUntilLive();
      assertThat(tab.rows()).hasCount(1);
      assertThat(tab.panel()).containsText("Goes on elsewhere");
      assertThat(tab.page.locator("#detail-notice")).isEmpty();
      server.changeElsewhere(bus -> bus.update(job, JsonObject.of("progress", 0.9)));
      server.startTracker();
      assertThat(bar).hasAttribute("aria-valuenow", "90");
      assertThat(tab.bar(id)).hasAttribute("aria-valuenow", "90");
      assertThat(problem(tab)).isEmpty();
      tab.forgiveStatus(503);
      tab.forgiveFailedConnections();
    }
  }

  @Test
  void one_question_is_asked_again_however_often_the_view_changed_and_none_unseen(Browser browser) {
    try (Tab tab = new Tab(browser, server.url())) {
      assertThat(tab.page.getByText("No jobs yet.")).isVisible();
      tab.page.clock().install();
      tab.page.evaluate(COUNTS);
      server.stopTracker();
      tab.page.clock().pauseAt(System.currentTimeMillis() + 60_000);
      for (String status : new String[] {"running", "pending", "failed"}) {
        tab.page.getByLabel("Status").selectOption(status);
        awaitAnswers(tab);
      }
      assertThat(watched(tab)).isEqualTo(3);
      runToNextQuestion(tab);
      assertThat(watched(tab)).as("only the present view is asked for again").isEqualTo(4);
      awaitAnswers(tab);
      tab.page.evaluate("window.isUnseen = true");
      tab.page.clock().runFor(6_000);
      assertThat(watched(tab)).as("nobody looks").isEqualTo(4);
      awaitAnswers(tab);
      tab.page.evaluate("window.isUnseen = false");
      runToNextQuestion(tab);
      assertThat(watched(tab)).as("somebody looks again").isEqualTo(5);
      awaitAnswers(tab);
      server.startTracker();
      tab.page.clock().resume();
      assertThat(tab.page.getByText("No job matches.")).isVisible();
      tab.forgiveStatus(503);
    }
  }

  /** All that is planned with it comes within a second of it; what its answer plans comes later. */
  private static void runToNextQuestion(Tab tab) {
    int before = watched(tab);
    for (int millis = 0; millis < 3_000 && watched(tab) == before; millis += 100) {
      tab.page.clock().runFor(100);
    }
    tab.page.clock().runFor(1_000);
  }

  private static int watched(Tab tab) {
    return (int) tab.page.evaluate("watched");
  }

  private static void awaitAnswers(Tab tab) {
    tab.page.waitForCondition(() -> tab.page.evaluate("open.size").equals(0));
  }
}
