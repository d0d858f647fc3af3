package dev.jobtracker.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is seen first, what is chosen, and what is done to many jobs at once. */
@InChromium
class ChoicePageTest {
  @Test
  void jobs_that_need_somebody_are_seen_first_however_old_they_are(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject failed = server.create("export", "Failed lately");
      server.bus().update(failed, JsonObject.of("status", "failed", "error", "disk full"));
      JsonObject body = JsonObject.of("type", "export", "title", "Stuck", "heartbeat_timeout", 1);
      JsonObject stalled = server.create(body);
      server.update(stalled, "progress", 0.3);
      IntStream.range(0, 150).forEach(i -> server.create("export", "Job " + i));
      try (Tab tab = new Tab(browser, server.url())) {
        Locator firstTwo = tab.page.locator("#rows > li:nth-child(-n+2)");
        assertThat(firstTwo.nth(0)).containsText("Stuck");
        assertThat(firstTwo.nth(1)).containsText("Failed lately");
        assertThat(firstTwo.nth(1)).hasClass(Pattern.compile("attention"));
        assertThat(firstTwo.nth(1).locator(".words")).containsText("disk full");
        assertThat(tab.rows()).hasCount(102);
        assertThat(tab.page.locator(".tile[data-status=failed]"))
            .not()
            .hasClass(Pattern.compile("none"));
        assertThat(tab.page.locator(".tile[data-status=cancelled]"))
            .hasClass(Pattern.compile("none"));
        assertThat(tab.page.locator(".tile[data-status=stalled]")).hasText("1 of them stalled");
        server.update(stalled, "status", "completed");
        assertThat(tab.rows().nth(0)).containsText("Failed lately");
        assertThat(tab.row(stalled.getString("task_id"))).hasCount(0);
      }
    }
  }

  @Test
  void several_statuses_order_and_range_are_in_the_url(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject first = server.update(server.create("export", "Runs longest"), "progress", 0.1);
      server.update(server.create("export", "Ends last"), "progress", 0.1);
      server.update(server.create("export", "Ends first"), "status", "completed");
      server.create("export", "Waits");
      server.update(first, "progress", 0.2);
      try (Tab tab = new Tab(browser, server.url())) {
        assertThat(tab.rows()).hasText(titles("Waits", "Ends first", "Ends last", "Runs longest"));
        tab.page.locator(".tile[data-status=running]").click();
        tab.page.locator(".tile[data-status=completed]").click();
        assertThat(tab.rows()).hasCount(3);
        assertThat(tab.page.getByLabel("Status")).hasValue("several");
        tab.page.getByLabel("Order").selectOption("longest");
        assertThat(tab.rows()).hasText(titles("Runs longest", "Ends last", "Ends first"));
        tab.page.getByLabel("Created").selectOption("1h");
        tab.waitForUrl("\\?status=running&status=completed&since=1h&order=longest$");
        try (Tab shared = new Tab(browser, tab.page.url())) {
          assertThat(shared.rows()).hasText(titles("Runs longest", "Ends last", "Ends first"));
        }
        tab.page.getByLabel("Order").selectOption("finished");
        assertThat(tab.rows().nth(0)).containsText("Ends first");
        tab.page.getByLabel("Status").selectOption("");
        assertThat(tab.rows()).hasCount(4);
      }
    }
  }

  private static Pattern[] titles(String... titles) {
    return List.of(titles).stream().map(Pattern::compile).toArray(Pattern[]::new);
  }

  @Test
  void stalled_with_another_status_shows_both(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject body = JsonObject.of("type", "export", "title", "Stuck", "heartbeat_timeout", 1);
      server.update(server.create(body), "progress", 0.3);
      server.update(server.create("export", "Runs"), "progress", 0.3);
      server.create("export", "Waits");
      try (Tab tab = new Tab(browser, server.url() + "/?status=stalled&status=pending")) {
        assertThat(tab.rows()).hasText(titles("Waits", "Stuck"));
      }
    }
  }

  @Test
  void chips_filter_by_type_and_label_and_labels_are_suggested(Browser browser) {
    try (PageServer server = new PageServer()) {
      server.create("report", "Other");
      JsonObject labels = JsonObject.of("team", "billing");
      JsonObject body = JsonObject.of("type", "export", "title", "Mine", "labels", labels);
      JsonObject job = server.create(body);
      server.create("export", null);
      try (Tab tab = new Tab(browser, server.url())) {
        Locator row = tab.row(job.getString("task_id"));
        assertThat(row).containsText(job.getString("task_id"));
        Locator untitled = tab.rows().nth(0);
        String id = untitled.getAttribute("data-id");
        assertThat(untitled.textContent().split(id, -1)).as("its id is told once").hasSize(2);
        assertThat(tab.page.locator("#labels-seen option")).hasAttribute("value", "team:billing");
        row.getByText("team:billing").click();
        tab.waitForUrl("\\?label=team%3Abilling$");
        assertThat(tab.rows()).hasCount(1);
        tab.page.navigate(server.url());
        row.locator(".id .chip").click();
        tab.waitForUrl("\\?type=export$");
        assertThat(tab.rows()).hasCount(2);
        assertThat(tab.panel()).isHidden();
      }
    }
  }

  @Test
  void link_is_copied(Browser browser) {
    var options =
        new Browser.NewContextOptions()
            .setPermissions(List.of("clipboard-read", "clipboard-write"));
    try (PageServer server = new PageServer();
        Tab tab = new Tab(browser, server.url() + "/?status=running", options)) {
      tab.button("Copy link").click();
      assertThat(tab.button("Copied")).isVisible();
      assertThat(tab.page.evaluate("navigator.clipboard.readText()"))
          .isEqualTo(server.url() + "/?status=running");
    }
  }

  @Test
  void selected_jobs_are_cancelled_together_after_a_question(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject first = server.create("export", "First");
      JsonObject second = server.create("export", "Second");
      JsonObject spared = server.create("export", "Spared");
      try (Tab tab = new Tab(browser, server.url())) {
        tab.button("Select").click();
        assertThat(tab.page.locator("#bulk-cancel")).isDisabled();
        tab.page.getByLabel("Select First").check();
        tab.page.getByLabel("Select Second").check();
        assertThat(tab.page.locator("#bulk-count")).hasText("2 selected");
        tab.page.locator("#bulk-cancel").click();
        assertThat(tab.page.locator("#question-title")).hasText("Cancel 2 jobs?");
        tab.page.getByLabel("Reason (optional)").fill("not needed");
        tab.page.locator("#question-yes").click();
        assertThat(tab.page.locator("#question")).isHidden();
        assertThat(tab.row(first.getString("task_id"))).containsText("not needed");
        assertThat(tab.row(second.getString("task_id"))).containsText("cancelled");
        assertThat(server.bus().get(spared).getString("status")).isEqualTo("pending");
      }
    }
  }

  @Test
  void all_that_match_are_deleted_together_also_those_that_are_not_shown(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject spared = server.create("report", "Spared");
      IntStream.range(0, 130).forEach(i -> server.create("export", "Job " + i));
      try (Tab tab = new Tab(browser, server.url() + "/?type=export")) {
        assertThat(tab.rows()).hasCount(100);
        tab.button("Select").click();
        tab.button("All that match").click();
        tab.page.locator("#bulk-delete").click();
        assertThat(tab.page.locator("#question-title")).hasText("Delete the records of 130 jobs?");
        assertThat(tab.page.locator("#question-text")).containsText("130 of them are not over");
        tab.page.locator("#question-yes").click();
        assertThat(tab.page.getByText("No job matches.")).isVisible();
        tab.button("Show all jobs").click();
        assertThat(tab.row(spared.getString("task_id"))).isVisible();
      }
    }
  }

  @Test
  void ends_are_told_bundled(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonArray jobs = new JsonArray();
      IntStream.range(0, 4).forEach(i -> jobs.add(server.create("export", "Job " + i)));
      try (Tab tab = new Tab(browser, server.url())) {
        assertThat(tab.rows()).hasCount(4);
        Locator told = tab.page.locator("#told");
        server.update(jobs.getJsonObject(0), "status", "completed");
        assertThat(told).hasText("Job 0: completed");
        IntStream.range(1, 4)
            .forEach(
                i ->
                    server.update(
                        jobs.getJsonObject(i), "status", i == 1 ? "failed" : "completed"));
        assertThat(told).hasText("3 jobs ended: 2 completed, 1 failed");
      }
    }
  }

  @Test
  void server_that_cannot_save_is_told_in_words(Browser browser) {
    try (PageServer server = new PageServer()) {
      server.create("export", "One");
      try (Tab tab = new Tab(browser, server.url())) {
        assertThat(tab.rows()).hasCount(1);
        assertThat(tab.page.getByText("The server cannot save for now.")).isHidden();
        server.stopTracker();
        assertThat(tab.page.getByText("The server cannot save for now.")).isVisible();
        tab.forgiveStatus(503);
        tab.forgiveFailedConnections();
      }
    }
  }

  @Test
  void list_is_one_stop_of_the_tab_key_with_arrows_within(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject labels = JsonObject.of("team", "billing");
      IntStream.range(0, 3)
          .forEach(
              i ->
                  server.create(
                      JsonObject.of("type", "export", "title", "Job " + i, "labels", labels)));
      try (Tab tab = new Tab(browser, server.url())) {
        assertThat(tab.rows()).hasCount(3);
        tab.button("Select").click();
        tab.rows().nth(0).locator("a").focus();
        tab.page.keyboard().press("ArrowLeft");
        assertThat(tab.rows().nth(0).locator(".pick")).isFocused();
        tab.page.keyboard().press("Space");
        assertThat(tab.page.locator("#bulk-count")).hasText("1 selected");
        tab.page.keyboard().press("ArrowDown");
        assertThat(tab.rows().nth(1).locator("a")).isFocused();
        tab.page.keyboard().press("Tab");
        Object inside = tab.page.evaluate("document.activeElement.closest('#rows') !== null");
        assertThat(inside).isEqualTo(false);
      }
    }
  }

  @Test
  void ten_thousand_jobs_show_their_first_rows_within_a_second(Browser browser) {
    try (PageServer server = new PageServer()) {
      IntStream.range(0, 10_000).forEach(i -> server.create("export", "Job " + i));
      try (Tab tab = new Tab(browser, server.url() + "/health/live")) {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < 4 && best > 1_000; round++) {
          tab.page.navigate(server.url());
          assertThat(tab.rows()).hasCount(100);
          best = Math.min(best, ((Number) tab.page.evaluate(FIRST_ROWS)).doubleValue());
        }
        assertThat(best).as("milliseconds to the first rows").isLessThanOrEqualTo(1_000);
        tab.forgiveStatus(404);
      }
    }
  }

  private static final String FIRST_ROWS =
      "performance.getEntriesByName('first rows')[0].startTime";
}
