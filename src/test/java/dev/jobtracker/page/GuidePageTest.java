package dev.jobtracker.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.jobtracker.readme.Guide;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Puts what the guide tells to put into a page into one, on another origin. */
@InChromium
class GuidePageTest {
  @Test
  void snippets_of_the_guide_draw_a_bar_and_a_title(Browser browser) {
    try (HostPage host = new HostPage();
        PageServer server = new PageServer(allowing(host.url()))) {
      JsonObject body = JsonObject.of("type", "import", "task_id", "import_1a2b3c4d");
      JsonObject job = server.create(body.put("total", 900).put("unit", "files"));
      String script =
          Guide.snippets("js").stream()
              .filter(snippet -> snippet.page().equals("page.md"))
              .map(snippet -> "<script type=module>" + snippet.text() + "</script>")
              .collect(Collectors.joining());
      String page = block("html") + "<style>" + block("css") + "</style>" + script;
      host.show(page.replace("http://localhost:8080", server.url()));
      try (Tab tab = new Tab(browser, host.url())) {
        tab.forgiveForeign(server.url());
        Locator bar = tab.page.getByRole(AriaRole.PROGRESSBAR);
        assertThat(bar).hasCSS("height", "12px");
        server.update(job, "done", 450);
        assertThat(bar).hasAttribute("aria-valuenow", "50");
        assertThat(tab.page).hasTitle("Import: 450 of 900");
        assertThat(tab.page.locator("job-progress")).containsText("on its way");
        server.bus().update(job, JsonObject.of("status", "failed", "error", "disk full"));
        assertThat(tab.page.getByText("failed: we look into it"))
            .hasCSS("color", "rgb(220, 20, 60)");
        assertThat(tab.page).hasTitle("Import: failed");
      }
    }
  }

  @Test
  void bar_of_the_readme_is_that_of_the_guide() {
    assertThat(Guide.snippet("README.md", "html")).isEqualTo(block("html"));
  }

  /** What the guide, the types and the script call attributes and words is the same. */
  @Test
  void guide_and_types_name_what_the_script_knows(Browser browser) {
    try (PageServer server = new PageServer();
        Tab tab = new Tab(browser, server.url() + "/health/live")) {
      String types = textOf(tab, server.url() + "/job-progress.d.ts");
      String script = textOf(tab, server.url() + "/job-progress.js");
      Object observed =
          tab.page.evaluate(
              "async (url) => (await import(url)).JobProgress.observedAttributes.join()",
              server.url() + "/job-progress.js");
      String guide = Guide.text(Guide.BASE.resolve("src/site/markdown/page.md"));
      for (String attribute : observed.toString().split(",")) {
        assertThat(types).as("types").containsPattern("(?m)^  '?" + attribute + "'?\\?: ");
        assertThat(guide).as("guide").contains("`" + attribute + "`");
      }
      Matcher english = Pattern.compile("(?s)en: \\{(.*?)\\},\\nde: ").matcher(script);
      assertThat(english.find()).isTrue();
      Matcher word = Pattern.compile("(\\w+): '").matcher(english.group(1));
      int words = 0;
      for (; word.find(); words++) {
        assertThat(types).as("types").contains("  " + word.group(1) + "?: string;");
        assertThat(guide).as("guide").contains("`" + word.group(1) + "`");
      }
      assertThat(words).isEqualTo(14);
      tab.forgiveStatus(404);
    }
  }

  private static String textOf(Tab tab, String url) {
    return (String) tab.page.evaluate("(url) => fetch(url).then((it) => it.text())", url);
  }

  private static JsonObject allowing(String origin) {
    return JsonObject.of("http", JsonObject.of("allowed_origins", JsonArray.of(origin)));
  }

  private static String block(String language) {
    return Guide.snippet("page.md", language);
  }
}
