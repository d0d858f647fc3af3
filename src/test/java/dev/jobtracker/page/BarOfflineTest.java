package dev.jobtracker.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.jobtracker.page.HostPage.Blocked;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A bar that has lost its server says so, whatever became of the connection, and is right again
 * when it comes back (contract, section 10: within 15 s each, which is the deadline of every
 * assertion here).
 */
@InChromium
class BarOfflineTest {
  private static final String TOKEN = "a-token-of-this-test";
  private static final Pattern ANY = Pattern.compile(".*");

  private final HostPage host = new HostPage();
  private final PageServer server = new PageServer(config(host.url()));
  private final FailingProxy proxy = new FailingProxy(server.port());

  @AfterEach
  void close() {
    proxy.close();
    server.close();
    host.close();
  }

  private static JsonObject config(String origin) {
    JsonObject token = JsonObject.of("name", "site", "token", TOKEN, "may", JsonArray.of("read"));
    JsonObject open = JsonObject.of("name", "open", "token", "other", "may", JsonArray.of("read"));
    return JsonObject.of("http", JsonObject.of("allowed_origins", JsonArray.of(origin)))
        .put("auth", JsonObject.of("tokens", JsonArray.of(token, open)));
  }

  private static JsonObject withoutTokens(String origin) {
    return JsonObject.of("http", JsonObject.of("allowed_origins", JsonArray.of(origin)));
  }

  private void show(JsonObject job, String url, String attributes) {
    host.show(
        "<script type=module src='%s/job-progress.js'></script>".formatted(url)
            + "<job-progress task-id='%s' %s></job-progress>"
                .formatted(job.getString("task_id"), attributes));
  }

  private Tab tab(Browser browser, String... allowed) {
    Tab tab = new Tab(browser, host.url() + "/empty");
    List.of(allowed).forEach(tab::forgiveForeign);
    tab.page.navigate(host.url());
    return tab;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void connection_that_is_forgotten_is_replaced(boolean withToken, Browser browser) {
    try (PageServer open = new PageServer(withoutTokens(host.url()));
        FailingProxy between = new FailingProxy(withToken ? server.port() : open.port())) {
      PageServer one = withToken ? server : open;
      JsonObject job = one.create("export", "Behind a firewall");
      show(job, between.url(), withToken ? "token=" + TOKEN : "");
      try (Tab tab = tab(browser, between.url())) {
        assertThat(tab.page.locator("job-progress")).containsText("Initializing");
        between.forget();
        one.update(job, "progress", 0.4);
        assertThat(tab.page.getByRole(AriaRole.PROGRESSBAR)).hasAttribute("aria-valuenow", "40");
        tab.forgiveFailedConnections();
        tab.warnings();
      }
    }
  }

  @Test
  void server_that_falls_silent_is_told_with_words_and_one_warning(Browser browser) {
    JsonObject job = server.create("export", "Falls silent");
    show(job, proxy.url(), "token=" + TOKEN);
    try (Tab tab = tab(browser, proxy.url())) {
      Locator bar = tab.page.locator("job-progress");
      assertThat(bar).containsText("Initializing");
      assertThat(bar).not().hasAttribute("offline", ANY);
      proxy.fallSilent();
      assertThat(bar).hasAttribute("offline", "");
      assertThat(bar).containsText("No news since");
      tab.page.waitForCondition(() -> tab.hasWarnings());
      server.update(job, "progress", 0.4);
      proxy.comeBack();
      assertThat(bar.getByRole(AriaRole.PROGRESSBAR)).hasAttribute("aria-valuenow", "40");
      assertThat(bar).not().hasAttribute("offline", ANY);
      assertThat(bar).hasAttribute("status", "running");
      tab.forgiveFailedConnections();
      assertThat(tab.warnings())
          .singleElement()
          .asString()
          .contains(proxy.url(), "does not answer");
    }
  }

  @Test
  void upgrade_that_is_never_answered_is_followed_in_another_way(Browser browser) {
    try (PageServer open = new PageServer(withoutTokens(host.url()))) {
      JsonObject job = open.create("export", "Behind a proxy");
      open.update(job, "progress", 0.3);
      String hung = host.proxyTo(open.port(), Blocked.UPGRADES_WITHOUT_AN_ANSWER);
      show(job, hung, "");
      try (Tab tab = tab(browser, hung)) {
        Locator bar = tab.page.getByRole(AriaRole.PROGRESSBAR);
        assertThat(bar).hasAttribute("aria-valuenow", "30");
        open.update(job, "progress", 0.4);
        assertThat(bar).hasAttribute("aria-valuenow", "40");
        assertThat(tab.page.locator("job-progress")).not().hasAttribute("offline", ANY);
        tab.forgiveFailedConnections();
        tab.warnings();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "token=" + TOKEN})
  void origin_that_is_not_allowed_is_named_with_its_key(String attributes, Browser browser) {
    try (PageServer strict =
        new PageServer(
            attributes.isEmpty() ? new JsonObject() : config("https://somebody.example"))) {
      JsonObject job = strict.create("export", "Not for this page");
      show(job, strict.url(), attributes);
      try (Tab tab = tab(browser, strict.url())) {
        Locator bar = tab.page.locator("job-progress");
        assertThat(bar).hasAttribute("offline", "");
        assertThat(bar).hasAttribute("status", "loading");
        assertThat(bar).containsText("No news since");
        tab.page.waitForCondition(() -> tab.hasWarnings());
        assertThat(tab.warnings())
            .singleElement()
            .asString()
            .contains("http.allowed_origins", host.url(), strict.url());
        tab.forgiveFailedConnections();
        tab.forgiveStatus(403);
        tab.forgiveRefusalsByCors();
      }
    }
  }

  @Test
  void server_that_goes_is_told_to_bars_and_to_watchers_and_found_again(Browser browser) {
    JsonObject body = JsonObject.of("type", "export", "task_id", "export_12345678");
    try (PageServer one = new PageServer(withoutTokens(host.url()))) {
      one.update(one.create(body), "progress", 0.5);
      show(body, one.url(), "");
      try (Tab tab = tab(browser, one.url())) {
        Locator bar = tab.page.locator("job-progress");
        assertThat(bar.getByRole(AriaRole.PROGRESSBAR)).hasAttribute("aria-valuenow", "50");
        tab.page.evaluate(
            """
            async ([server, id]) => {
              const { watchJob } = await import(`${server}/job-progress.js`);
              watchJob(id, (job, { offline }) => (window.seen = `${job.progress} ${offline instanceof Date}`));
            }""",
            List.of(one.url(), "export_12345678"));
        tab.page.waitForFunction("window.seen === '0.5 false'");
        one.stop();
        assertThat(bar).hasAttribute("offline", "");
        assertThat(bar).hasAttribute("status", "running");
        tab.page.waitForFunction("window.seen === '0.5 true'");
        tab.page.waitForCondition(() -> tab.hasWarnings());
        one.startWith(
            bus -> bus.update(bus.call("jobs.create", body), JsonObject.of("progress", 0.6)));
        assertThat(bar.getByRole(AriaRole.PROGRESSBAR)).hasAttribute("aria-valuenow", "60");
        assertThat(bar).not().hasAttribute("offline", ANY);
        tab.page.waitForFunction("window.seen === '0.6 false'");
        assertThat(tab.warnings()).hasSize(1);
        tab.forgiveFailedConnections();
      }
    }
  }
}
