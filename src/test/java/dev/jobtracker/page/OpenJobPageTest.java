package dev.jobtracker.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** How the open job stands, what is done with it, and its page of its own. */
@InChromium
class OpenJobPageTest {
  @Test
  void outcome_is_the_first_line_and_the_error_can_be_copied(Browser browser) {
    var options =
        new Browser.NewContextOptions()
            .setPermissions(List.of("clipboard-read", "clipboard-write"));
    try (PageServer server = new PageServer()) {
      String error = "disk full\n\tat a.B(C.java:1)\n\tat " + "x".repeat(300);
      JsonObject bad = server.create("export", "Bad");
      server.update(bad, "progress", 0.2);
      server.bus().update(bad, JsonObject.of("status", "failed", "error", error));
      JsonObject body = JsonObject.of("type", "export", "title", "Good", "total", 900);
      JsonObject good = server.create(body.put("unit", "files"));
      server.update(good, "done", 312);
      server.bus().update(good, JsonObject.of("status", "completed", "done", 900));
      try (Tab tab =
          new Tab(browser, server.url() + "/?job=" + idOf(bad).getString("task_id"), options)) {
        Locator state = tab.panel().locator(".state");
        assertThat(state).hasText(Pattern.compile("^failed after "));
        Locator pre = tab.panel().locator("#detail-error pre");
        assertThat(pre).hasCSS("white-space-collapse", "preserve");
        assertThat(pre.evaluate("it => it.scrollWidth > it.clientWidth")).isEqualTo(true);
        assertThat(pre.locator("b")).hasText("disk full");
        tab.button("Copy error").click();
        assertThat(tab.button("Copied")).isVisible();
        assertThat(tab.page.evaluate("navigator.clipboard.readText()")).isEqualTo(error);
        assertThat(tab.page).hasTitle("✗ Bad · Job tracker");
        tab.open(good.getString("task_id"));
        assertThat(state).hasText(Pattern.compile("^completed in .* · 900 files$"));
        assertThat(tab.page).hasTitle("✓ Good · Job tracker");
        assertThat(tab.row(good.getString("task_id"))).not().containsText("Initializing");
        assertThat(tab.row(good.getString("task_id"))).not().containsText("100");
        tab.button("Close").click();
        assertThat(tab.page).hasTitle("Job tracker");
      }
    }
  }

  @Test
  void addresses_are_links_that_give_nothing_away_and_nothing_else_is_one(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject labels =
          JsonObject.of("ticket", "https://tickets.example/1", "bad", "javascript:alert(1)");
      JsonObject job = server.create(JsonObject.of("type", "export", "labels", labels));
      JsonObject result =
          JsonObject.of("file", "http://files.example/a?b=\"c", "no", "javascript:alert(1)")
              .put("ok", "http://files.example/a?b=1&c=<d>");
      server.bus().update(job, JsonObject.of("status", "completed", "result", result));
      try (Tab tab = new Tab(browser, server.url())) {
        Locator panel = tab.open(job.getString("task_id"));
        Locator links = panel.locator("a[target=_blank]");
        assertThat(links).hasCount(2);
        assertThat(panel.locator("#detail-result a")).hasText("http://files.example/a?b=1&c=<d>");
        assertThat(panel.locator("#detail-labels a"))
            .hasAttribute("href", "https://tickets.example/1");
        for (Locator link : links.all()) {
          assertThat(link).hasAttribute("rel", "noopener noreferrer");
        }
      }
    }
  }

  @Test
  void job_whose_worker_is_dead_can_be_marked_as_failed_after_a_question(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject body = JsonObject.of("type", "index", "title", "Dead", "heartbeat_timeout", 1);
      JsonObject job = server.create(body);
      server.update(job, "progress", 0.3);
      try (Tab tab = new Tab(browser, server.url())) {
        Locator panel = tab.open(job.getString("task_id"));
        assertThat(panel.locator("#timeline")).hasAccessibleName(Pattern.compile("silent for"));
        tab.button("Mark as failed").click();
        tab.page.getByLabel("Reason (optional)").fill("host is gone");
        tab.page.locator("#question-yes").click();
        assertThat(panel.locator("#detail-error pre")).hasText("host is gone");
        assertThat(server.bus().get(job).getString("status")).isEqualTo("failed");
        assertThat(tab.button("Mark as failed")).isHidden();
      }
    }
  }

  @Test
  void job_has_a_page_of_its_own(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject job = server.create("export", "Alone");
      String id = job.getString("task_id");
      try (Tab tab = new Tab(browser, server.url() + "/?job=" + id)) {
        assertThat(tab.panel().locator("#own-page"))
            .hasAttribute("href", server.url() + "/jobs/" + id);
        tab.page.navigate(server.url() + "/jobs/" + id);
        assertThat(tab.panel()).containsText("Alone");
        assertThat(tab.rows().first()).isHidden();
        server.update(job, "progress", 0.3);
        assertThat(tab.panel().getByRole(AriaRole.PROGRESSBAR)).hasAttribute("aria-valuenow", "30");
        assertThat(tab.page).hasTitle("30\u00a0% Alone · Job tracker");
        tab.page.navigate(server.url() + "/jobs/export_00000000");
        assertThat(tab.panel()).containsText("No job has the id export_00000000.");
        tab.page.locator("#all-jobs").click();
        assertThat(tab.rows()).hasCount(1);
      }
    }
  }

  @Test
  void keys_go_to_the_next_job_and_ask_to_cancel(Browser browser) {
    try (PageServer server = new PageServer()) {
      server.create("export", "Older");
      server.create("export", "Newer");
      try (Tab tab = new Tab(browser, server.url())) {
        assertThat(tab.rows()).hasCount(2);
        assertThat(tab.page.locator("#rows [tabindex='0']")).hasCount(1);
        tab.page.keyboard().press("j");
        assertThat(tab.rows().nth(0).locator("a")).isFocused();
        tab.page.keyboard().press("Enter");
        assertThat(tab.panel().locator("#detail-title")).hasText("Newer");
        tab.page.keyboard().press("j");
        assertThat(tab.panel().locator("#detail-title")).hasText("Older");
        tab.page.keyboard().press("k");
        assertThat(tab.panel().locator("#detail-title")).hasText("Newer");
        tab.page.keyboard().press("c");
        assertThat(tab.page.locator("#question")).isVisible();
        tab.button("Keep it").click();
        tab.page.keyboard().press("Escape");
        assertThat(tab.panel()).isHidden();
        tab.page.keyboard().press("?");
        assertThat(tab.page.locator("#keys")).isVisible();
      }
    }
  }

  @Test
  void rate_and_estimate_are_told_where_the_pace_is_steady(Browser browser) {
    try (PageServer server = new PageServer();
        Tab tab = new Tab(browser, server.url())) {
      Object told =
          tab.page.evaluate(
              """
              async () => {
                const { Pace } = await import('./page/pace.js');
                const { leftRange, rateOf } = await import('./page/format.js');
                const pace = new Pace();
                const job = { task_id: 'a', status: 'running', stalled: false };
                const see = (i) => pace.see({ ...job, progress: i / 100, done: 14 * i }, i * 1000);
                for (let i = 1; i <= 8; i++) see(i);
                const now = { ...job, progress: 0.08, done: 112 };
                return [rateOf(pace.perSecond(now, 8000), 'files'), leftRange(pace.range(now, 8000)),
                  leftRange({ from: 130, to: 200 }), pace.range({ ...now, stalled: true }, 8000),
                  rateOf(0.1, null)].join('|');
              }""");
      assertThat(told).isEqualTo("14 files/s|90 to 100 s left|2 to 4 min left||6 per min");
    }
  }

  private static JsonObject idOf(JsonObject job) {
    return JsonObject.of("task_id", job.getString("task_id"));
  }
}
