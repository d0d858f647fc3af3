package dev.jobtracker.readme;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.jobtracker.page.InChromium;
import dev.jobtracker.web.Server;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs the scripts of the guide that follow jobs, in a browser. */
@InChromium
class BrowserSnippetsTest {
  @Test
  void every_script_shows_the_jobs_that_it_follows(Browser browser) {
    // Those that import a module are of the bar, and GuidePageTest runs them.
    List<String> scripts =
        Guide.snippets("js").stream()
            .map(Guide.Snippet::text)
            .filter(script -> !script.startsWith("import"))
            .toList();
    assertThat(scripts).hasSize(2);
    for (String script : scripts) {
      try (Server server = new Server();
          BrowserContext context = browser.newContext()) {
        JsonObject job = server.bus.create("import");
        server.bus.update(job, new JsonObject().put("progress", 0.25));
        Page page = context.newPage();
        page.navigate("http://127.0.0.1:" + server.port + "/health/live");
        page.evaluate(
            """
            taskId = '%s';
            shown = [];
            gone = [];
            show = job => shown.push(job.progress);
            hide = id => gone.push(id);
            null
            """
                .formatted(job.getString("task_id")));
        page.addScriptTag(
            new Page.AddScriptTagOptions()
                .setContent(script.replace("localhost:8080", "127.0.0.1:" + server.port)));
        page.waitForFunction("() => shown.length === 1");
        server.bus.update(job, new JsonObject().put("progress", 0.5));
        page.waitForFunction("() => shown.length === 2");
        assertThat(new JsonArray((String) page.evaluate("JSON.stringify(shown)")))
            .isEqualTo(new JsonArray().add(0.25).add(0.5));
        server.bus.call("jobs.delete", new JsonObject().put("task_id", job.getString("task_id")));
        page.waitForFunction(
            script.contains("EventSource")
                ? "() => source.readyState === EventSource.CLOSED"
                : "() => gone.length === 1 && gone[0] === taskId");
      }
    }
  }
}
