package dev.jobtracker.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** The open job: everything about it, and what can be done with it. */
@InChromium
class JobDetailPageTest {
  private static final String HOSTILE = "<img src=x onerror=\"document.title='taken'\">";

  @Test
  void deep_link_opens_the_job_and_follows_it(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject job = server.create("export", "Shared by its link");
      String id = job.getString("task_id");
      try (Tab tab = new Tab(browser, server.url() + "/?job=" + id)) {
        assertThat(tab.panel()).containsText("Shared by its link");
        assertThat(tab.panel()).containsText(id);
        server.update(job, "progress", 0.3);
        Locator bar = tab.panel().getByRole(AriaRole.PROGRESSBAR);
        assertThat(bar).hasAttribute("aria-valuenow", "30");
        String exact = tab.panel().locator("time").first().getAttribute("title");
        assertThat(exact).isEqualTo(job.getString("created_at"));
      }
    }
  }

  @Test
  void deep_link_to_an_unknown_job_says_so(Browser browser) {
    try (PageServer server = new PageServer();
        Tab tab = new Tab(browser, server.url() + "/?job=export_00000000")) {
      assertThat(tab.panel()).containsText("No job has the id export_00000000.");
    }
  }

  @Test
  void result_and_error_are_shown(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject good = server.create("export", "Good");
      JsonObject result = JsonObject.of("rows", 1200, "files", JsonArray.of("a.csv"));
      server.bus().update(good, JsonObject.of("status", "completed", "result", result));
      JsonObject bad = server.create("export", "Bad");
      server
          .bus()
          .update(bad, JsonObject.of("status", "failed", "error", "disk full\nat sector 7"));
      try (Tab tab = new Tab(browser, server.url())) {
        assertThat(tab.row(bad.getString("task_id"))).containsText("disk full");
        Locator panel = tab.open(bad.getString("task_id"));
        assertThat(panel.locator("#detail-error pre")).hasText("disk full\nat sector 7");
        tab.open(good.getString("task_id"));
        Locator shown = panel.locator("#detail-result pre");
        assertThat(shown).containsText("\"rows\": 1200");
        assertThat(panel.locator("#detail-error")).isHidden();
        assertThat(tab.button("Cancel job")).isHidden();
        panel.locator("summary").click();
        assertThat(shown).isHidden();
      }
    }
  }

  @Test
  void cancel_asks_first_and_reaches_the_worker(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject job = server.create("export", "To be cancelled");
      server.update(job, "progress", 0.2);
      try (Tab tab = new Tab(browser, server.url())) {
        Locator panel = tab.open(job.getString("task_id"));
        Locator question = tab.page.locator("#question");
        panel.locator("#cancel").click();
        tab.button("Keep it").click();
        assertThat(question).isHidden();
        assertThat(server.bus().get(job).getBoolean("cancel_requested")).isFalse();
        panel.locator("#cancel").click();
        tab.page.getByLabel("Reason (optional)").fill("wrong input");
        question.locator("#question-yes").click();
        assertThat(panel.locator("#cancel")).hasText("Asked to stop");
        JsonObject answer = server.update(job, "progress", 0.3);
        assertThat(answer.getBoolean("cancel_requested")).isTrue();
        assertThat(answer.getString("cancel_reason")).isEqualTo("wrong input");
        server.bus().update(job, JsonObject.of("status", "cancelled", "error", "as was asked"));
        assertThat(panel.locator("#detail-error pre")).hasText("as was asked");
        assertThat(panel.locator("#cancel")).isHidden();
      }
    }
  }

  @Test
  void forget_asks_first_and_the_record_goes(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject job = server.create("export", "To be forgotten");
      try (Tab tab = new Tab(browser, server.url())) {
        Locator panel = tab.open(job.getString("task_id"));
        panel.locator("#forget").click();
        tab.page.locator("#question-yes").click();
        assertThat(panel).containsText("forgotten by the server (deleted)");
        assertThat(tab.rows()).hasCount(0);
        assertThat(server.bus().failure("jobs.get", idOf(job)).failureCode()).isEqualTo(410);
      }
    }
  }

  @Test
  void markup_in_every_text_is_shown_as_text(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject body = JsonObject.of("type", "export", "title", HOSTILE, "unit", "<b>u</b>");
      JsonObject job = server.create(body.put("labels", JsonObject.of("k", HOSTILE)));
      server.bus().update(job, JsonObject.of("current_step", HOSTILE, "done", 3, "progress", 0.1));
      server.bus().call("jobs.cancel", idOf(job).put("reason", HOSTILE));
      JsonObject end = JsonObject.of("status", "failed", "error", HOSTILE);
      server.bus().update(job, end.put("result", JsonObject.of(HOSTILE, HOSTILE)));
      try (Tab tab = new Tab(browser, server.url())) {
        Locator panel = tab.open(job.getString("task_id"));
        assertThat(panel.locator("#detail-title")).hasText(HOSTILE);
        assertThat(panel.locator("#detail-error pre")).hasText(HOSTILE);
        assertThat(panel.locator("#detail-labels")).hasText("k:" + HOSTILE);
        assertThat(panel.locator("#detail-result pre")).containsText("<img src=x onerror=");
        assertThat(tab.row(job.getString("task_id"))).containsText(HOSTILE);
        panel.locator("#detail-labels .chip").click();
        assertThat(tab.page.locator("#chips")).containsText(HOSTILE);
        assertThat(tab.page.locator("img:not(.logo)")).hasCount(0);
        assertThat(tab.page).hasTitle("✗ " + HOSTILE + " · Job tracker");
      }
    }
  }

  @Test
  void keyboard_alone_opens_moves_and_closes(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject older = server.create("export", "Older");
      JsonObject newer = server.create("export", "Newer");
      try (Tab tab = new Tab(browser, server.url())) {
        tab.row(newer.getString("task_id")).locator("a").focus();
        tab.page.keyboard().press("ArrowDown");
        tab.page.keyboard().press("Enter");
        assertThat(tab.panel().locator("#detail-title")).hasText("Older");
        assertThat(tab.panel().locator("#detail-title")).isFocused();
        tab.page.keyboard().press("Escape");
        assertThat(tab.panel()).isHidden();
        assertThat(tab.row(older.getString("task_id")).locator("a")).isFocused();
        tab.waitForUrl("/$");
        tab.page.keyboard().press("/");
        assertThat(tab.page.getByRole(AriaRole.SEARCHBOX)).isFocused();
      }
    }
  }

  @Test
  void sparkline_is_drawn_while_the_open_job_runs(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject job = server.create("export", "Draws a line");
      server.update(job, "progress", 0.01);
      try (Tab tab = new Tab(browser, server.url())) {
        Locator panel = tab.open(job.getString("task_id"));
        assertThat(panel.locator("#detail-progress")).containsText("1\u00a0%");
        assertThat(panel.locator("#spark")).isHidden();
        server.update(job, "progress", 0.2);
        assertThat(panel.locator("#spark")).isVisible();
        server.update(job, "status", "completed");
        assertThat(panel.locator("#spark")).isHidden();
      }
    }
  }

  private static JsonObject idOf(JsonObject job) {
    return JsonObject.of("task_id", job.getString("task_id"));
  }
}
