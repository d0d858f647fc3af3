package dev.jobtracker.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What axe-core finds by the rules of WCAG 2.2, level AA: nothing, in every look of the page. */
@InChromium
class AccessibilityTest {
  private static final List<String> RULES =
      List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

  private static PageServer server;
  private static PageServer locked;
  private static PageServer empty;
  private static String failed;
  private static String running;

  enum Look {
    LIGHT(ColorScheme.LIGHT, 1280),
    DARK(ColorScheme.DARK, 1280),
    NARROW(ColorScheme.LIGHT, 360);

    private final Browser.NewContextOptions options;

    Look(ColorScheme scheme, int width) {
      // A scan reads colours, which must not be on their way from one to another.
      options =
          new Browser.NewContextOptions()
              .setColorScheme(scheme)
              .setViewportSize(width, 800)
              .setReducedMotion(ReducedMotion.REDUCE);
    }
  }

  @BeforeAll
  static void start() {
    JsonObject token = JsonObject.of("name", "me", "token", "right", "may", JsonArray.of("read"));
    locked = new PageServer(JsonObject.of("auth", JsonObject.of("tokens", JsonArray.of(token))));
    empty = new PageServer();
    server = new PageServer();
    server.create("export", "Waits");
    JsonObject result = JsonObject.of("status", "completed", "result", JsonObject.of("rows", 3));
    server.bus().update(server.create("export", "Done"), result);
    server.bus().update(server.create("export", null), JsonObject.of("status", "cancelled"));
    JsonObject unknown = server.create("scan", "Nobody knows how far");
    server.bus().update(unknown, new JsonObject().putNull("progress").put("status", "running"));
    JsonObject bad = JsonObject.of("type", "import", "title", "Bad", "total", 9, "unit", "rows");
    failed = server.create(bad.put("labels", JsonObject.of("team", "x"))).getString("task_id");
    JsonObject end = JsonObject.of("status", "failed", "done", 4, "error", "disk full");
    server.bus().update(JsonObject.of("task_id", failed), end);
    JsonObject runs = server.create("import", "Runs");
    running = runs.getString("task_id");
    server.update(runs, "progress", 0.4);
    server.bus().call("jobs.cancel", JsonObject.of("task_id", running));
  }

  @AfterAll
  static void stop() {
    server.close();
    locked.close();
    empty.close();
  }

  @ParameterizedTest
  @EnumSource
  void list_has_no_violation(Look look, Browser browser) {
    try (Tab tab = new Tab(browser, server.url(), look.options)) {
      assertThat(tab.rows()).hasCount(6);
      assertThat(tab.page.locator("[data-status=running] b")).hasText("2");
      assertNoViolation(tab);
      tab.page.navigate(server.url() + "/?q=nothing-like-it&label=team:x");
      assertThat(tab.page.getByText("No job matches.")).isVisible();
      assertNoViolation(tab);
    }
  }

  @ParameterizedTest
  @EnumSource
  void detail_has_no_violation(Look look, Browser browser) {
    try (Tab tab = new Tab(browser, server.url() + "/?job=" + failed, look.options)) {
      assertThat(tab.panel()).containsText("disk full");
      assertNoViolation(tab);
      tab.page.navigate(server.url() + "/?job=" + running);
      assertThat(tab.panel()).containsText("stop asked");
      assertNoViolation(tab);
      tab.panel().locator("#forget").click();
      assertNoViolation(tab);
    }
  }

  @ParameterizedTest
  @EnumSource
  void selection_keys_and_own_page_have_no_violation(Look look, Browser browser) {
    try (Tab tab =
        new Tab(browser, server.url() + "/?status=failed&status=running", look.options)) {
      assertThat(tab.rows()).hasCount(3);
      tab.button("Select").click();
      tab.page.getByLabel("Select Bad").check();
      assertNoViolation(tab);
      tab.page.keyboard().press("?");
      assertThat(tab.page.locator("#keys")).isVisible();
      assertNoViolation(tab);
      tab.page.navigate(server.url() + "/jobs/" + failed);
      assertThat(tab.panel()).containsText("disk full");
      assertNoViolation(tab);
    }
  }

  @ParameterizedTest
  @EnumSource
  void bars_have_no_violation(Look look, Browser browser) {
    try (HostPage host = new HostPage();
        PageServer one =
            new PageServer(
                JsonObject.of(
                    "http", JsonObject.of("allowed_origins", JsonArray.of(host.url()))))) {
      JsonObject runs = one.update(one.create("export", "Runs"), "progress", 0.4);
      JsonObject over = one.update(one.create("export", "Over"), "status", "failed");
      String bar = "<job-progress show-cancel task-id='%s'></job-progress>";
      host.show(
          "<html lang=en><meta name=color-scheme content='light dark'><main><h1>Jobs</h1>"
              + bar.formatted(runs.getString("task_id"))
              + bar.formatted(over.getString("task_id"))
              + bar.formatted("export_00000000")
              + "</main><script type=module src='"
              + one.url()
              + "/job-progress.js'></script>");
      try (Tab tab = new Tab(browser, host.url(), look.options)) {
        tab.forgiveForeign(one.url());
        assertThat(tab.page.locator("job-progress[status=running]")).isVisible();
        assertThat(tab.page.locator("job-progress[status=failed]")).isVisible();
        assertThat(tab.page.locator("job-progress[status=unknown]")).isVisible();
        assertThat(tab.button("Cancel")).isVisible();
        assertNoViolation(tab);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void token_form_has_no_violation(Look look, Browser browser) {
    try (Tab tab = new Tab(browser, locked.url(), look.options)) {
      tab.page.getByLabel("Token", tab.exactly()).fill("wrong");
      tab.button("Sign in").click();
      assertThat(tab.page.getByText("This token is not known.")).isVisible();
      assertNoViolation(tab);
      tab.forgiveStatus(401);
      tab.forgiveFailedConnections();
    }
  }

  @ParameterizedTest
  @EnumSource
  void empty_state_has_no_violation(Look look, Browser browser) {
    try (Tab tab = new Tab(browser, empty.url(), look.options)) {
      assertThat(tab.page.getByText("No jobs yet.")).isVisible();
      assertThat(tab.page.locator("[data-status=running] b")).hasText("0");
      assertNoViolation(tab);
    }
  }

  private static void assertNoViolation(Tab tab) {
    List<String> found =
        new AxeBuilder(tab.page)
            .withTags(RULES).analyze().getViolations().stream()
                .map(rule -> rule.getId() + ": " + rule.getNodes())
                .toList();
    assertThat(found).isEmpty();
    Object isWide =
        tab.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth");
    assertThat(isWide).as("scrolls sideways").isEqualTo(false);
  }
}
