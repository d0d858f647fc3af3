package dev.jobtracker.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One headless browser for all browser tests, as a parameter of their methods. On a machine without
 * one these tests are skipped, and say so; where the tests must count, with {@code CI=true}, they
 * fail.
 */
public final class Chromium implements BeforeAllCallback, ParameterResolver, AutoCloseable {
  private static final Namespace NAMESPACE = Namespace.create(Chromium.class);
  private static final List<Path> PLACES =
      List.of(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"));

  /** Without the last ones the browser looks for hosts of its maker, which is a foreign request. */
  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  /** Of each thing that is waited for; a busy machine may need some of it. */
  private static final double DEADLINE_MILLIS = 15_000;

  private Playwright playwright;
  private Browser browser;

  @Override
  public void beforeAll(ExtensionContext context) {
    boolean found = PLACES.stream().anyMatch(Files::isExecutable);
    String sentence = "No Chromium is at any of " + PLACES + ", so the page was not tested.";
    if ("true".equals(System.getenv("CI"))) {
      assertThat(found).as(sentence).isTrue();
    }
    assumeTrue(found, sentence);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Browser.class;
  }

  /** The browser starts with the first test that wants it and ends with the whole run. */
  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Chromium shared =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(Chromium.class, type -> new Chromium().start(), Chromium.class);
    return shared.browser;
  }

  private Chromium start() {
    PlaywrightAssertions.setDefaultAssertionTimeout(DEADLINE_MILLIS);
    Path path = PLACES.stream().filter(Files::isExecutable).findFirst().orElseThrow();
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions().setExecutablePath(path).setArgs(ARGUMENTS));
    return this;
  }

  @Override
  public void close() {
    playwright.close();
  }
}
