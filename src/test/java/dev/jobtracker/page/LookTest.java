package dev.jobtracker.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.Media;
import com.microsoft.playwright.options.ReducedMotion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the page looks and moves, as far as a test can tell. */
@InChromium
class LookTest {
  private static final String GROUND = "getComputedStyle(document.body).backgroundColor";
  private static final String LIGHT = "rgb(246, 244, 248)";
  private static final String DARK = "rgb(19, 17, 23)";

  @Test
  void theme_follows_the_system_until_one_is_chosen(Browser browser) {
    var dark = new Browser.NewContextOptions().setColorScheme(ColorScheme.DARK);
    try (PageServer server = new PageServer();
        Tab tab = new Tab(browser, server.url(), dark)) {
      assertThat(tab.page.evaluate(GROUND)).isEqualTo(DARK);
      tab.page.getByLabel("Theme").selectOption("light");
      assertThat(tab.page.evaluate(GROUND)).isEqualTo(LIGHT);
      tab.page.reload();
      assertThat(tab.page.evaluate(GROUND)).isEqualTo(LIGHT);
      assertThat(tab.page.getByLabel("Theme")).hasValue("light");
      tab.page.getByLabel("Theme").selectOption("system");
      assertThat(tab.page.evaluate(GROUND)).isEqualTo(DARK);
    }
  }

  @Test
  void bar_of_unknown_progress_moves_but_not_for_people_who_asked_for_no_motion(Browser browser) {
    var still = new Browser.NewContextOptions().setReducedMotion(ReducedMotion.REDUCE);
    try (PageServer server = new PageServer()) {
      JsonObject job = server.create("scan", "Nobody knows how far");
      server.bus().update(job, new JsonObject().putNull("progress").put("status", "running"));
      String id = job.getString("task_id");
      try (Tab tab = new Tab(browser, server.url());
          Tab calm = new Tab(browser, server.url(), still)) {
        assertThat(tab.bar(id)).isVisible();
        assertThat(calm.bar(id)).isVisible();
        String moving = "document.getAnimations().filter((a) => a.playState === 'running').length";
        assertThat(tab.page.evaluate(moving)).isEqualTo(1);
        assertThat(calm.page.evaluate(moving)).isEqualTo(0);
      }
    }
  }

  @Test
  void stalled_job_is_seen_to_be(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject body = JsonObject.of("type", "export", "title", "Falls silent");
      JsonObject job = server.create(body.put("heartbeat_timeout", 1));
      server.update(job, "progress", 0.3);
      try (Tab tab = new Tab(browser, server.url())) {
        Locator row = tab.row(job.getString("task_id"));
        assertThat(row).containsText("stalled");
        assertThat(tab.page.locator(".tile[data-status=stalled] b")).hasText("1");
        tab.page.locator(".tile[data-status=stalled]").click();
        assertThat(row).isVisible();
        server.update(job, "progress", 0.4);
        assertThat(tab.page.getByText("No job matches.")).isVisible();
      }
    }
  }

  @Test
  void rows_stay_under_the_pointer_and_keep_their_height_whatever_their_texts(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject job = server.create("export", "Short");
      String words = "A long text ".repeat(15).strip();
      JsonObject body =
          JsonObject.of("type", "t".repeat(64), "title", words, "unit", "u".repeat(32));
      JsonObject labels = JsonObject.of("a".repeat(60), "b".repeat(200), "team", "x");
      JsonObject big = server.create(body.put("total", 1e15).put("labels", labels));
      server.bus().update(big, JsonObject.of("done", 123_456_789_012.5, "current_step", words));
      try (Tab tab = new Tab(browser, server.url())) {
        Locator small = tab.row(job.getString("task_id"));
        Locator row = tab.row(big.getString("task_id"));
        assertThat(row).isVisible();
        double live = row.boundingBox().height;
        assertThat(live).isEqualTo(small.boundingBox().height);
        double top = small.boundingBox().y;
        server.bus().update(job, JsonObject.of("done", 1, "current_step", words));
        assertThat(small).containsText(words);
        assertThat(small.boundingBox().y).isEqualTo(top);
        assertThat(tab.page.evaluate(OVERLAPS))
            .as("a text runs out of its column")
            .isEqualTo(false);
        server.bus().update(big, JsonObject.of("status", "failed", "error", words));
        assertThat(row).containsText("failed");
        assertThat(row.boundingBox().height).as("what is over has one line").isLessThan(live * 0.7);
        assertThat(tab.page.evaluate(OVERLAPS))
            .as("a text runs out of its column")
            .isEqualTo(false);
      }
    }
  }

  private static final String OVERLAPS =
      """
      [...document.querySelectorAll('#rows :is(.words, .cell-job, .sub)')].some((words) =>
        words.scrollWidth > words.clientWidth)""";

  @Test
  void stalled_job_of_unknown_progress_is_not_drawn_as_full(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject body = JsonObject.of("type", "scan", "title", "Quiet", "heartbeat_timeout", 1);
      JsonObject job = server.create(body);
      server.bus().update(job, new JsonObject().putNull("progress").put("status", "running"));
      server.bus().call("jobs.cancel", JsonObject.of("task_id", job.getString("task_id")));
      try (Tab tab = new Tab(browser, server.url())) {
        Locator row = tab.row(job.getString("task_id"));
        assertThat(row).containsText("stalled, stop asked");
        assertThat(row.locator(".fill")).hasCSS("background-image", "none");
        assertThat(row.locator(".fill")).hasCSS("background-color", "rgba(0, 0, 0, 0)");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 601, 640, 700, 760, 768, 901, 1280, 1920})
  void search_field_has_room_and_nothing_scrolls_sideways(int width, Browser browser) {
    var size = new Browser.NewContextOptions().setViewportSize(width, 800);
    try (PageServer server = new PageServer()) {
      server.create("export", "One");
      try (Tab tab = new Tab(browser, server.url(), size)) {
        assertThat(tab.rows()).hasCount(1);
        assertThat(tab.page.getByRole(AriaRole.SEARCHBOX).boundingBox().width)
            .isGreaterThanOrEqualTo(200);
        Object wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth";
        assertThat(tab.page.evaluate(wide.toString())).isEqualTo(false);
      }
    }
  }

  @Test
  void statuses_differ_by_shape_also_in_forced_colours(Browser browser) {
    var forced = new Browser.NewContextOptions().setForcedColors(ForcedColors.ACTIVE);
    try (PageServer server = new PageServer()) {
      server.create("export", "Waits");
      server.update(server.create("export", "Runs"), "progress", 0.1);
      server.update(server.create("export", "Done"), "status", "completed");
      JsonObject failed = server.update(server.create("export", "Bad"), "status", "failed");
      try (Tab tab =
          new Tab(
              browser,
              server.url()
                  + "/?status=failed&status=running&status=completed&status=pending&job="
                  + failed.getString("task_id"),
              forced)) {
        assertThat(tab.rows()).hasCount(4);
        Object shapes =
            tab.page.evaluate(
                """
                new Set([...document.querySelectorAll('#rows .status')].map((it) => {
                  const { maskImage, backgroundColor } = getComputedStyle(it, '::before');
                  return backgroundColor === 'rgba(0, 0, 0, 0)' ? 'hidden' : maskImage;
                })).size""");
        assertThat(shapes).isEqualTo(4);
        Locator pressed = tab.page.locator(".tile[data-status=failed]");
        assertThat(pressed).hasCSS("outline-style", "solid");
        assertThat(tab.row(failed.getString("task_id"))).hasCSS("outline-style", "solid");
      }
    }
  }

  @Test
  void paper_shows_everything(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject job = server.create("export", "On paper");
      String error = "line\n".repeat(200) + "the last line";
      server.bus().update(job, JsonObject.of("status", "failed", "error", error));
      try (Tab tab = new Tab(browser, server.url() + "/?job=" + job.getString("task_id"))) {
        Locator pre = tab.panel().locator("#detail-error pre");
        assertThat(pre).containsText("the last line");
        tab.page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
        assertThat(pre.evaluate("it => it.scrollHeight <= it.clientHeight + 1")).isEqualTo(true);
        assertThat(tab.panel()).hasCSS("position", "static");
        assertThat(tab.page.locator("#filters")).isHidden();
        assertThat(tab.rows()).hasCount(1);
      }
    }
  }

  @Test
  void time_left_is_told_where_the_pace_is_steady_and_nothing_where_it_is_not(Browser browser) {
    try (PageServer server = new PageServer();
        Tab tab = new Tab(browser, server.url())) {
      Object told =
          tab.page.evaluate(
              """
              async () => {
                const { Pace } = await import('./page/pace.js');
                const after = (steps) => {
                  const pace = new Pace();
                  const job = { task_id: 'a', status: 'running', stalled: false };
                  steps.forEach((progress, i) => pace.see({ ...job, progress }, i * 1000));
                  return pace.secondsLeft({ ...job, progress: steps.at(-1) }, (steps.length - 1) * 1000);
                };
                return JSON.stringify([
                  after([0.1, 0.11, 0.12, 0.13, 0.14, 0.15]),
                  after([0.1, 0.11]),
                  after([0.1, 0.101, 0.102, 0.103, 0.2, 0.4]),
                ]);
              }""");
      JsonArray seconds = new JsonArray((String) told);
      assertThat(seconds.getDouble(0)).isBetween(84.9, 85.1);
      assertThat(seconds.getValue(1)).as("too early").isNull();
      assertThat(seconds.getValue(2)).as("no pace").isNull();
    }
  }
}
