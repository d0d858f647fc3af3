package dev.jobtracker.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A tab with the page in it, which on its end has made no error and asked no other origin. */
final class Tab implements AutoCloseable {
  private final BrowserContext context;
  private final List<String> errors = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> foreign = new ArrayList<>();
  private final List<String> allowed = new ArrayList<>();
  final Page page;

  Tab(Browser browser, String url) {
    this(browser, url, new Browser.NewContextOptions().setViewportSize(1280, 900));
  }

  Tab(Browser browser, String url, Browser.NewContextOptions options) {
    context = browser.newContext(options);
    page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.text().startsWith("job-progress:")) {
            warnings.add(message.text());
          } else if (message.type().equals("error") || message.type().equals("warning")) {
            errors.add(message.text());
          }
        });
    page.onPageError(errors::add);
    String origin = url.replaceFirst("(https?://[^/]+).*", "$1");
    page.onRequest(request -> noteForeign(request.url(), origin));
    page.onWebSocket(socket -> noteForeign(socket.url().replaceFirst("^ws", "http"), origin));
    page.navigate(url);
  }

  private void noteForeign(String url, String origin) {
    if (!url.startsWith(origin)) {
      foreign.add(url);
    }
  }

  /** The row of the job with this id. */
  Locator row(String taskId) {
    return page.locator("#rows > li[data-id='" + taskId + "']");
  }

  Locator rows() {
    return page.locator("#rows > li");
  }

  Locator bar(String taskId) {
    return row(taskId).getByRole(AriaRole.PROGRESSBAR);
  }

  Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  /** Opens a job by its link and returns the panel that shows it. */
  Locator open(String taskId) {
    row(taskId).click();
    return panel();
  }

  Locator panel() {
    return page.locator("#detail");
  }

  Page.GetByLabelOptions exactly() {
    return new Page.GetByLabelOptions().setExact(true);
  }

  void waitUntilLive() {
    assertThat(page.locator("#live")).hasText("Live");
  }

  void waitForUrl(String pattern) {
    assertThat(page).hasURL(Pattern.compile(pattern));
  }

  /** Whether a bar has told the console why it is offline. */
  boolean hasWarnings() {
    return !warnings.isEmpty();
  }

  /** What bars told the console, which is no error then. */
  List<String> warnings() {
    List<String> told = List.copyOf(warnings);
    warnings.clear();
    return told;
  }

  /** For a test in which the server goes away: a browser logs each attempt that failed. */
  void forgiveFailedConnections() {
    errors.removeIf(error -> error.contains("net::ERR_") || error.contains("WebSocket connection"));
  }

  /** For a test that is about an answer other than 2xx, which a browser logs as an error. */
  void forgiveStatus(int status) {
    String words = "responded with a status of " + status;
    String upgrade = "Unexpected response code: " + status;
    errors.removeIf(error -> error.contains(words) || error.contains(upgrade));
  }

  /** For a test in which something between refuses, without the headers of the tracker. */
  void forgiveRefusalsByCors() {
    errors.removeIf(error -> error.contains("blocked by CORS policy"));
  }

  /** For a test of a page that is allowed to ask another origin, before and after this call. */
  void forgiveForeign(String origin) {
    allowed.add(origin);
  }

  @Override
  public void close() {
    context.close();
    assertThat(errors).as("console errors").isEmpty();
    assertThat(warnings).as("warnings of bars").isEmpty();
    foreign.removeIf(url -> allowed.stream().anyMatch(url::startsWith));
    assertThat(foreign).as("requests to other origins").isEmpty();
  }
}
