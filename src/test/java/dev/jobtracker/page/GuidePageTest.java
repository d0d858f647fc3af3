package dev.jobtracker.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.jobtracker.readme.Guide;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Puts what the guide tells to put into a page into one, on another origin. */
@InChromium
class GuidePageTest {
  @Test
  void snippetsOfTheGuide_drawABarAndATitle(Browser browser) {
    try (HostPage host = new HostPage();
        PageServer server = new PageServer(allowing(host.url()))) {
      JsonObject body = JsonObject.of("type", "import", "task_id", "import_1a2b3c4d");
      JsonObject job = server.create(body.put("total", 900).put("unit", "files"));
      String script = "<script type=module>" + block("js") + "</script>";
      String page = block("html") + "<style>" + block("css") + "</style>" + script;
      host.show(page.replace("http://localhost:8080", server.url()));
      try (Tab tab = new Tab(browser, host.url())) {
        tab.forgiveForeign(server.url());
        Locator bar = tab.page.getByRole(AriaRole.PROGRESSBAR);
        assertThat(bar).hasCSS("height", "12px");
        server.update(job, "done", 450);
        assertThat(bar).hasAttribute("aria-valuenow", "50");
        assertThat(tab.page).hasTitle("Import: 450 of 900");
        server.bus().update(job, JsonObject.of("status", "failed", "error", "disk full"));
        assertThat(tab.page.getByText("failed: something went wrong"))
            .hasCSS("color", "rgb(220, 20, 60)");
        assertThat(tab.page).hasTitle("Import: failed");
      }
    }
  }

  @Test
  void barOfTheReadme_isThatOfTheGuide() {
    assertThat(Guide.snippet("README.md", "html")).isEqualTo(block("html"));
  }

  private static JsonObject allowing(String origin) {
    return JsonObject.of("http", JsonObject.of("allowed_origins", JsonArray.of(origin)));
  }

  private static String block(String language) {
    return Guide.snippet("page.md", language);
  }
}
