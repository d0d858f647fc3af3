package dev.jobtracker.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a bar says and how it looks, on a page of another origin. */
@InChromium
class BarLookTest {
  private final HostPage host = new HostPage();
  private final PageServer server =
      new PageServer(
          JsonObject.of("http", JsonObject.of("allowed_origins", JsonArray.of(host.url()))));

  @AfterEach
  void close() {
    server.close();
    host.close();
  }

  private Tab hostTab(Browser browser) {
    Tab tab = new Tab(browser, host.url() + "/empty");
    tab.forgiveForeign(server.url());
    tab.page.navigate(host.url());
    return tab;
  }

  @Test
  void words_are_of_the_language_or_of_the_page(Browser browser) {
    JsonObject job = server.create("export", "Worte");
    server.bus().update(job, JsonObject.of("progress", 0.4, "current_step", "Seite 3"));
    String own =
        "<script>document.querySelectorAll('job-progress')[2].words ="
            + " { running: 'unterwegs', stalled: 'nanu' };</script>";
    host.show(
        script(server.url())
            + element(job, "lang", "de")
            + "<div lang=es-MX>"
            + element(job)
            + "</div>"
            + element(job, "lang", "de-AT")
            + element(job, "lang", "xx")
            + own);
    try (Tab tab = hostTab(browser)) {
      Locator bars = tab.page.locator("job-progress");
      assertThat(bars.nth(0)).containsText("läuft · Seite 3");
      assertThat(bars.nth(1)).containsText("en curso · Seite 3");
      assertThat(bars.nth(2)).containsText("unterwegs · Seite 3");
      assertThat(bars.nth(3)).containsText("running · Seite 3");
      tab.page.evaluate(
          "document.querySelector('job-progress').words = { completed: 'geschafft' }");
      assertThat(bars.nth(0)).containsText("läuft");
      server.update(job, "status", "completed");
      assertThat(bars.nth(0)).containsText("geschafft");
      assertThat(bars.nth(1)).containsText("terminado");
      assertThat(bars.nth(0)).not().containsText("Seite 3");
    }
  }

  @Test
  void attributes_say_what_is_known(Browser browser) {
    JsonObject body = JsonObject.of("type", "export", "title", "Quiet", "heartbeat_timeout", 1);
    JsonObject job = server.create(body);
    server.update(job, "progress", 0.4);
    server.bus().call("jobs.cancel", JsonObject.of("task_id", job.getString("task_id")));
    host.show(script(server.url()) + element(job));
    try (Tab tab = hostTab(browser)) {
      Locator bar = tab.page.locator("job-progress");
      assertThat(bar).hasAttribute("status", "running");
      assertThat(bar).hasAttribute("cancel-requested", "");
      assertThat(bar).hasAttribute("stalled", "");
      assertThat(bar).containsText("running · stalled · asked to stop");
      server.update(job, "progress", 0.5);
      assertThat(bar).not().hasAttribute("stalled", Pattern.compile(".*"));
    }
  }

  @Test
  void cancel_button_asks_the_job_to_stop(Browser browser) {
    JsonObject job = server.create("export", "Can be stopped");
    server.update(job, "progress", 0.4);
    host.show(script(server.url()) + element(job, "show-cancel", "") + element(job));
    try (Tab tab = hostTab(browser)) {
      Locator buttons = tab.button("Cancel");
      assertThat(buttons).hasCount(1);
      buttons.click();
      assertThat(tab.page.locator("job-progress").nth(1)).hasAttribute("cancel-requested", "");
      assertThat(buttons).hasCount(0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"#fff;color:#222", "#111;color:#eee", "#111;color:#eee;color-scheme:dark"})
  void bar_stands_out_from_its_track_on_every_ground(String look, Browser browser) {
    JsonObject running = server.create("export", "Running");
    server.update(running, "progress", 0.4);
    JsonObject failed = server.create("export", "Failed");
    server.bus().update(failed, JsonObject.of("status", "failed", "progress", 0.5));
    JsonObject done = server.create("export", "Done");
    server.update(done, "status", "completed");
    String bars = element(running) + element(failed) + element(done);
    host.show(script(server.url()) + "<body style='background:" + look + "'>" + bars);
    try (Tab tab = hostTab(browser)) {
      assertThat(tab.page.locator("job-progress[status=completed]")).isVisible();
      assertThat(tab.page.locator("job-progress[status=failed]")).isVisible();
      assertThat(tab.page.locator("job-progress[status=running]")).isVisible();
      assertThat((Double) tab.page.evaluate(LEAST_CONTRAST)).isGreaterThanOrEqualTo(3.0);
    }
  }

  /** Paints the colours one over the other, as the browser does, and compares what comes out. */
  private static final String LEAST_CONTRAST =
      """
      () => {
        const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        const light = (...colours) => {
          for (const colour of colours) {
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
          }
          const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) => {
            const v = value / 255;
            return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const ground = getComputedStyle(document.body).backgroundColor;
        return Math.min(...[...document.querySelectorAll('job-progress')].map(({ shadowRoot }) => {
          const of = (name) => getComputedStyle(shadowRoot.querySelector(name)).backgroundColor;
          const [bar, track] = [light(of('.bar')), light(ground, of('.track'))];
          return (Math.max(bar, track) + 0.05) / (Math.min(bar, track) + 0.05);
        }));
      }""";

  @Test
  void small_bar_is_one_thin_line_that_still_tells_trouble(Browser browser) {
    JsonObject job = server.create("export", "Small");
    server.update(job, "progress", 0.4);
    host.show(
        script(server.url())
            + element(job, "size", "small").replace("></job", "><a href=/>details</a></job"));
    try (Tab tab = hostTab(browser)) {
      Locator bar = tab.page.locator("job-progress");
      assertThat(bar.getByRole(AriaRole.PROGRESSBAR)).hasAttribute("aria-valuenow", "40");
      assertThat(bar.getByRole(AriaRole.PROGRESSBAR)).hasCSS("height", "4px");
      assertThat(bar.locator(".step")).isHidden();
      assertThat(tab.page.getByText("details")).isVisible();
      server.update(job, "status", "failed");
      assertThat(bar.locator(".step")).isVisible();
    }
  }

  private static String script(String server) {
    return "<script type=module src='" + server + "/job-progress.js'></script>";
  }

  private static String element(JsonObject job) {
    return "<job-progress task-id='" + job.getString("task_id") + "'></job-progress>";
  }

  private static String element(JsonObject job, String attribute, String value) {
    return element(job).replaceFirst(">", " " + attribute + "='" + value + "'>");
  }
}
