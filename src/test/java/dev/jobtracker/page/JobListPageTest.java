package dev.jobtracker.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The list of jobs: live, filtered, searched, paged, shared by its URL. */
@InChromium
class JobListPageTest {
  @Test
  void bar_moves_without_reload(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject job = server.create("export", "Nightly export");
      String id = job.getString("task_id");
      try (Tab tab = new Tab(browser, server.url())) {
        assertThat(tab.bar(id)).hasAttribute("aria-valuenow", "0");
        tab.page.evaluate("document.querySelector('#rows > li').mark = 'the same node'");
        server.update(job, "progress", 0.4);
        assertThat(tab.bar(id)).hasAttribute("aria-valuenow", "40");
        assertThat(tab.row(id)).containsText("running");
        server.bus().update(job, JsonObject.of("progress", 0.75, "current_step", "Writing rows"));
        assertThat(tab.bar(id)).hasAttribute("aria-valuenow", "75");
        assertThat(tab.row(id)).containsText("Writing rows");
        assertThat(tab.page).hasTitle("(1) Job tracker");
        Object mark = tab.page.evaluate("document.querySelector('#rows > li').mark");
        assertThat(mark).as("the row was patched, not made anew").isEqualTo("the same node");
      }
    }
  }

  @Test
  void bar_without_known_progress_has_no_value(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject job = server.create("export", "How long? Nobody knows");
      server.bus().update(job, new JsonObject().putNull("progress").put("status", "running"));
      String id = job.getString("task_id");
      try (Tab tab = new Tab(browser, server.url())) {
        assertThat(tab.bar(id)).isVisible();
        assertThat(tab.bar(id)).not().hasAttribute("aria-valuenow", Pattern.compile(".*"));
        server.update(job, "progress", 0.5);
        assertThat(tab.bar(id)).hasAttribute("aria-valuenow", "50");
      }
    }
  }

  @Test
  void job_created_elsewhere_appears_on_top_and_a_deleted_one_goes(Browser browser) {
    try (PageServer server = new PageServer();
        Tab tab = new Tab(browser, server.url())) {
      assertThat(tab.page.getByText("No jobs yet.")).isVisible();
      assertThat(tab.page.locator("#curl")).containsText(server.url() + "/api/jobs");
      JsonObject first = server.create("export", "First");
      assertThat(tab.rows()).hasCount(1);
      assertThat(tab.page.getByText("No jobs yet.")).isHidden();
      server.create("export", "Second");
      assertThat(tab.rows().first()).containsText("Second");
      server.bus().call("jobs.delete", JsonObject.of("task_id", first.getString("task_id")));
      assertThat(tab.rows()).hasCount(1);
    }
  }

  @Test
  void tiles_and_controls_filter_and_the_url_keeps_the_view(Browser browser) {
    try (PageServer server = new PageServer()) {
      server.update(server.create("export", "Runs"), "progress", 0.1);
      server.create("report", "Waits");
      JsonObject body = JsonObject.of("type", "report", "title", "Labelled");
      server.create(body.put("labels", JsonObject.of("team", "billing")));
      try (Tab tab = new Tab(browser, server.url())) {
        assertThat(tab.rows()).hasCount(3);
        tab.page.getByRole(AriaRole.BUTTON, named("1 Running")).click();
        assertThat(tab.rows()).hasCount(1);
        assertThat(tab.rows()).containsText("Runs");
        tab.waitForUrl("\\?status=running$");
        tab.page.getByLabel("Status").selectOption("pending");
        assertThat(tab.rows()).hasCount(2);
        tab.page
            .getByLabel("Label", new Page.GetByLabelOptions().setExact(true))
            .fill("team:billing");
        tab.page.keyboard().press("Enter");
        assertThat(tab.rows()).hasCount(1);
        tab.page.getByLabel("Type").selectOption("report");
        tab.waitForUrl("\\?status=pending&type=report&label=team%3Abilling$");
        try (Tab shared = new Tab(browser, tab.page.url())) {
          assertThat(shared.rows()).hasCount(1);
          assertThat(shared.rows()).containsText("Labelled");
          assertThat(shared.page.getByLabel("Status")).hasValue("pending");
          assertThat(shared.page.getByLabel("Type")).hasValue("report");
        }
      }
    }
  }

  @Test
  void filtered_list_follows_what_enters_and_leaves(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject job = server.create("export", "Comes and goes");
      try (Tab tab = new Tab(browser, server.url() + "/?status=running")) {
        assertThat(tab.page.getByText("No job matches.")).isVisible();
        server.update(job, "progress", 0.1);
        assertThat(tab.rows()).hasCount(1);
        server.update(job, "status", "completed");
        assertThat(tab.rows()).hasCount(0);
        tab.button("Show all jobs").click();
        assertThat(tab.rows()).hasCount(1);
      }
    }
  }

  @Test
  void search_finds_by_title_and_by_id_beyond_what_is_loaded(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject oldest = server.create("export", "The Needle");
      IntStream.range(0, 350).forEach(i -> server.create("export", "Hay " + i));
      try (Tab tab = new Tab(browser, server.url())) {
        assertThat(tab.rows()).hasCount(100);
        assertThat(tab.page.locator("#count")).hasText("100 of 351");
        tab.page.keyboard().press("/");
        tab.page.keyboard().type("needle");
        assertThat(tab.rows()).hasCount(1);
        assertThat(tab.rows()).containsText("The Needle");
        tab.waitForUrl("\\?q=needle$");
        tab.page.getByRole(AriaRole.SEARCHBOX).fill(oldest.getString("task_id"));
        assertThat(tab.row(oldest.getString("task_id"))).isVisible();
        server.create("export", "Another needle");
        tab.page.getByRole(AriaRole.SEARCHBOX).fill("NEEDLE");
        assertThat(tab.rows()).hasCount(2);
      }
    }
  }

  @Test
  void show_more_loads_the_next_page_in_order(Browser browser) {
    try (PageServer server = new PageServer()) {
      IntStream.range(0, 250).forEach(i -> server.create("export", "Job " + i));
      try (Tab tab = new Tab(browser, server.url())) {
        assertThat(tab.rows()).hasCount(100);
        tab.button("Show more").click();
        assertThat(tab.rows().nth(100)).isVisible();
        // Jobs whose creation is still being published may have come by themselves meanwhile.
        if (tab.rows().count() < 250) {
          tab.button("Show more").click();
        }
        assertThat(tab.rows()).hasCount(250);
        assertThat(tab.button("Show more")).isHidden();
        assertThat(tab.rows().first()).containsText("Job 249");
        assertThat(tab.rows().last()).containsText("Job 0");
      }
    }
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name);
  }
}
