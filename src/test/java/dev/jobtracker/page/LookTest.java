package dev.jobtracker.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** How the page looks and moves, as far as a test can tell. */
@InChromium
class LookTest {
  private static final String GROUND = "getComputedStyle(document.body).backgroundColor";
  private static final String LIGHT = "rgb(246, 244, 248)";
  private static final String DARK = "rgb(19, 17, 23)";

  @Test
  void theme_followsTheSystem_untilOneIsChosen(Browser browser) {
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
  void barOfUnknownProgress_moves_butNotForPeopleWhoAskedForNoMotion(Browser browser) {
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
  void stalledJob_isSeenToBe(Browser browser) {
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
  void rows_stayUnderThePointer_andKeepTheirHeight_whateverTheirTexts(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject job = server.create("export", "Short");
      String words = "A long text ".repeat(15).strip();
      JsonObject body =
          JsonObject.of("type", "t".repeat(64), "title", words, "unit", "u".repeat(32));
      JsonObject big = server.create(body.put("total", 1e15));
      server.bus().update(big, JsonObject.of("done", 123_456_789_012.5, "current_step", words));
      server.bus().update(big, JsonObject.of("status", "failed", "error", words));
      try (Tab tab = new Tab(browser, server.url())) {
        Locator small = tab.row(job.getString("task_id"));
        Locator row = tab.row(big.getString("task_id"));
        assertThat(row).isVisible();
        // The last row has no line below it.
        assertThat(row.boundingBox().height).isEqualTo(small.boundingBox().height + 1);
        double top = small.boundingBox().y;
        server.bus().update(job, JsonObject.of("done", 1, "current_step", words));
        assertThat(small).containsText(words);
        assertThat(small.boundingBox().y).isEqualTo(top);
        Object overlaps =
            tab.page.evaluate(
                """
                [...document.querySelectorAll('#rows .words')].some((words) =>
                  words.scrollWidth > words.clientWidth)""");
        assertThat(overlaps).as("a text runs out of its column").isEqualTo(false);
      }
    }
  }

  @Test
  void timeLeft_isToldWhereThePaceIsSteady_andNothingWhereItIsNot(Browser browser) {
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
