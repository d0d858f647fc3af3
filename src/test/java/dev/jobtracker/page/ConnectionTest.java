package dev.jobtracker.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.jobtracker.wire.Addresses;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whether the page is connected: it says so, comes back by itself, and asks for a token. */
@InChromium
class ConnectionTest {
  @Test
  void server_that_goes_and_comes_back_is_noticed_and_what_it_says_then_holds(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject body = JsonObject.of("type", "export", "task_id", "export_12345678");
      JsonObject job = server.create(body.copy().put("title", "From before"));
      server.create("export", "Not there any more");
      server.update(job, "progress", 0.9);
      try (Tab tab = new Tab(browser, server.url() + "/?job=export_12345678")) {
        Locator bar = tab.panel().getByRole(AriaRole.PROGRESSBAR);
        assertThat(bar).hasAttribute("aria-valuenow", "90");
        assertThat(tab.rows()).hasCount(2);
        server.stop();
        assertThat(tab.page.locator("#live")).hasText("Not connected");
        assertThat(tab.page.locator("#banner")).containsText("What you see is from");
        assertThat(tab.page.locator("#banner-next")).containsText("Next try in");
        assertThat(tab.rows()).hasCount(2);
        server.startWith(
            bus -> {
              JsonObject anew = bus.call("jobs.create", body.copy().put("title", "From after"));
              bus.update(anew, JsonObject.of("progress", 0.2));
            });
        tab.waitUntilLive();
        assertThat(tab.page.locator("#banner")).isHidden();
        assertThat(tab.rows()).hasCount(1);
        assertThat(tab.row("export_12345678")).containsText("From after");
        assertThat(tab.panel()).containsText("From after");
        assertThat(bar).hasAttribute("aria-valuenow", "20");
        server.update(job, "progress", 0.5);
        assertThat(bar).hasAttribute("aria-valuenow", "50");
        assertThat(tab.page.locator("[data-status=running] b")).hasText("1");
        tab.forgiveStatus(503);
        tab.forgiveFailedConnections();
      }
    }
  }

  /** The tracker of another node was killed, so nobody says that its jobs are gone with it. */
  @Test
  void job_that_is_given_back_to_another_tracker_holds_although_its_revision_is_lower(
      Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject body = JsonObject.of("type", "export", "task_id", "export_12345678");
      JsonObject job = server.create(body.copy().put("title", "Given back"));
      server.update(job, "progress", 0.7);
      server.update(job, "progress", 0.8);
      server.update(job, "progress", 0.9);
      server
          .vertx()
          .eventBus()
          .addInboundInterceptor(
              delivery -> {
                String address = delivery.message().address();
                if (!address.equals(Addresses.ENDED) && !address.equals(Addresses.TRACKER)) {
                  delivery.next();
                }
              });
      try (Tab tab = new Tab(browser, server.url() + "/?job=export_12345678")) {
        Locator bar = tab.panel().getByRole(AriaRole.PROGRESSBAR);
        assertThat(bar).hasAttribute("aria-valuenow", "90");
        assertThat(tab.bar("export_12345678")).hasAttribute("aria-valuenow", "90");
        server.stopTracker();
        server.startTracker();
        server.create(body.copy().put("title", "Given back").put("progress", 0.95));
        assertThat(bar).hasAttribute("aria-valuenow", "95");
        assertThat(tab.bar("export_12345678")).hasAttribute("aria-valuenow", "95");
        server.update(job, "status", "completed");
        assertThat(tab.row("export_12345678")).containsText("completed");
        assertThat(tab.panel()).containsText("completed");
        tab.forgiveStatus(503);
      }
    }
  }

  @Test
  void server_that_comes_back_without_the_open_job_says_so(Browser browser) {
    try (PageServer server = new PageServer()) {
      JsonObject job = server.create("export", "Forgotten by a restart");
      try (Tab tab = new Tab(browser, server.url() + "/?job=" + job.getString("task_id"))) {
        assertThat(tab.panel()).containsText("Forgotten by a restart");
        server.stop();
        assertThat(tab.page.locator("#live")).hasText("Not connected");
        server.start();
        assertThat(tab.panel()).containsText("No job has the id " + job.getString("task_id"));
        assertThat(tab.page.getByText("No jobs yet.")).isVisible();
        // The page also asks whether the server is ready, and may do so while it stops.
        tab.forgiveStatus(503);
        tab.forgiveFailedConnections();
      }
    }
  }

  @Test
  void locked_server_asks_for_a_token_once_and_keeps_the_link(Browser browser) {
    JsonObject token = JsonObject.of("name", "me", "token", "right", "may", JsonArray.of("read"));
    JsonObject auth = JsonObject.of("tokens", JsonArray.of(token));
    try (PageServer server = new PageServer(JsonObject.of("auth", auth))) {
      JsonObject job = server.create("export", "Behind a token");
      server.update(job, "progress", 0.1);
      try (Tab tab = new Tab(browser, server.url() + "/?job=" + job.getString("task_id"))) {
        Locator field = tab.page.getByLabel("Token", tab.exactly());
        assertThat(field).isFocused();
        assertThat(tab.page.locator("#live")).hasText("Sign-in needed");
        assertThat(tab.panel()).isHidden();
        field.fill("wrong");
        tab.page.keyboard().press("Enter");
        assertThat(tab.page.getByRole(AriaRole.ALERT)).containsText("This token is not known.");
        field.fill("right");
        tab.button("Sign in").click();
        assertThat(tab.rows()).containsText("Behind a token");
        assertThat(tab.panel()).containsText("Behind a token");
        tab.page.reload();
        assertThat(tab.panel()).containsText("Behind a token");
        // A token that may only read: nothing is offered that would be refused.
        assertThat(tab.page.locator("body")).not().hasClass(Pattern.compile("may-"));
        assertThat(tab.panel().locator("#cancel")).isHidden();
        assertThat(tab.panel().locator("#forget")).isHidden();
        tab.button("Select").click();
        assertThat(tab.page.locator("#bulk-cancel")).isHidden();
        assertThat(tab.page.locator("#bulk-delete")).isHidden();
        tab.button("Sign out").click();
        assertThat(field).isVisible();
        assertThat(tab.page.locator("body")).not().containsText("Behind a token");
        tab.forgiveStatus(401);
        tab.forgiveFailedConnections();
      }
    }
  }

  @Test
  void connection_that_is_forgotten_is_noticed_and_replaced(Browser browser) {
    try (PageServer server = new PageServer();
        FailingProxy proxy = new FailingProxy(server.port())) {
      JsonObject job = server.create("export", "Behind a firewall");
      try (Tab tab = new Tab(browser, proxy.url())) {
        assertThat(tab.rows()).hasCount(1);
        proxy.fallSilent();
        assertThat(tab.page.locator("#live")).hasText("Not connected");
        server.update(job, "progress", 0.4);
        proxy.comeBack();
        assertThat(tab.bar(job.getString("task_id"))).hasAttribute("aria-valuenow", "40");
        tab.waitUntilLive();
        tab.forgiveFailedConnections();
      }
    }
  }

  @Test
  void wrong_token_is_told_in_the_colour_of_a_problem(Browser browser) {
    JsonObject token = JsonObject.of("name", "me", "token", "right", "may", JsonArray.of("read"));
    JsonObject auth = JsonObject.of("tokens", JsonArray.of(token));
    try (PageServer server = new PageServer(JsonObject.of("auth", auth));
        Tab tab = new Tab(browser, server.url())) {
      tab.page.getByLabel("Token", tab.exactly()).fill("wrong");
      tab.button("Sign in").click();
      Locator problem = tab.page.getByText("This token is not known.");
      assertThat(problem).hasCSS("color", "rgb(184, 35, 47)");
      tab.forgiveStatus(401);
      tab.forgiveFailedConnections();
    }
  }
}
