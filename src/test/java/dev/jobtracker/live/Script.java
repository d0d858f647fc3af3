package dev.jobtracker.live;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.jobtracker.web.Server;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A script in an otherwise empty page of the server's own origin. It tells what it hears by pushing
 * into the array {@code heard}.
 */
final class Script implements AutoCloseable {
  private final BrowserContext context;
  private final Page page;

  Script(Browser browser, Server server) {
    context = browser.newContext();
    page = context.newPage();
    page.navigate("http://127.0.0.1:" + server.port + "/health/live");
    page.evaluate("window.heard = []");
  }

  /** Loads a library from the class path. */
  void load(String resource) {
    try (InputStream in = Script.class.getResourceAsStream(resource)) {
      String source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      page.addScriptTag(new Page.AddScriptTagOptions().setContent(source));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs this. What it comes to is left out, since a function would be called. */
  void run(String javascript) {
    page.evaluate(javascript + "\nnull");
  }

  /** Waits until this is true. */
  void await(String condition) {
    page.waitForFunction("() => " + condition);
  }

  /** Waits until so much was heard; returns all of it. */
  JsonArray heard(int count) {
    await("heard.length >= " + count);
    return new JsonArray((String) page.evaluate("JSON.stringify(heard)"));
  }

  @Override
  public void close() {
    context.close();
  }
}
