package dev.jobtracker.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** The files of the page as they are served, and as they are kept. */
@InChromium
class PageFilesTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("project.basedir", "."), "src/main/resources/webroot");
  private static final int MOST_LINES = 300;

  /** The modules of the bar, which are served joined into one file. */
  private static final Path MODULES = FOLDER.resolve("bar");

  private static final int MOST_BYTES_OF_BAR = 8_000;
  private static final String EXPORTS =
      "async (url) => Object.keys(await import(url)).sort().join()";
  private static final String IN_A_WORKER =
      """
      (url) => new Promise((resolve) => {
        const script = `const it = await import('${url}');
          postMessage(Object.keys(it).sort().join() + ' ' + typeof document);`;
        const worker = new Worker(
          URL.createObjectURL(new Blob([script], { type: 'text/javascript' })), { type: 'module' });
        worker.onmessage = ({ data }) => resolve(data);
      })""";

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void every_file_is_served_with_a_validator_and_a_strict_policy() throws Exception {
    try (PageServer server = new PageServer()) {
      for (Path file : files()) {
        String name = FOLDER.relativize(file).toString().replace("index.html", "");
        HttpResponse<byte[]> answer = get(server.url() + "/" + name, "none");
        assertThat(answer.statusCode()).as(name).isEqualTo(200);
        assertThat(answer.body()).as(name).isEqualTo(Files.readAllBytes(file));
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-cache");
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(answer, "Content-Security-Policy"))
            .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
            .doesNotContain("unsafe");
        HttpResponse<byte[]> again = get(server.url() + "/" + name, header(answer, "ETag"));
        assertThat(again.statusCode()).as(name).isEqualTo(304);
        assertThat(again.body()).isEmpty();
      }
      assertThat(get(server.url() + "/page/no-such.js", "none").statusCode()).isEqualTo(404);
      assertThat(get(server.url() + "/page/..%2fjob-progress.js", "none").statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void no_file_is_long_or_names_another_origin() throws IOException {
    for (Path file : sources()) {
      String text = Files.readString(file);
      assertThat(text.lines().count()).as(file + " in lines").isLessThanOrEqualTo(MOST_LINES);
      assertThat(
              text.replace("http://www.w3.org/2000/svg", "").replace("https://tracker.example", ""))
          .as(file.toString())
          .doesNotContain("http://", "https://", "style=\"", "innerHTML");
    }
  }

  private HttpResponse<byte[]> get(String url, String etag) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).header("If-None-Match", etag).build();
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void bar_is_one_small_file(Browser browser) throws Exception {
    try (HostPage host = new HostPage();
        PageServer server = new PageServer();
        Tab tab = new Tab(browser, host.url())) {
      tab.forgiveForeign(server.url());
      byte[] script = get(server.url() + "/job-progress.js", "none").body();
      assertThat(zipped(script)).as("bytes with gzip").isLessThanOrEqualTo(MOST_BYTES_OF_BAR);
      List<String> loaded = new ArrayList<>();
      tab.page.onRequest(request -> loaded.add(request.url()));
      tab.page.evaluate("url => import(url)", server.url() + "/job-progress.js");
      assertThat(loaded).containsExactly(server.url() + "/job-progress.js");
      String names = (String) tab.page.evaluate(EXPORTS, server.url() + "/watch-job.js");
      assertThat(names).isEqualTo("HOME,watchJob");
    }
  }

  private static int zipped(byte[] script) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(script);
    }
    return out.size();
  }

  /** Where there is no document, as in a worker or on a server that renders pages. */
  @Test
  void bar_can_be_imported_without_a_document(Browser browser) {
    try (HostPage host = new HostPage();
        PageServer server = new PageServer();
        Tab tab = new Tab(browser, host.url())) {
      tab.forgiveForeign(server.url());
      tab.forgiveForeign("blob:");
      assertThat(tab.page.evaluate(IN_A_WORKER, server.url() + "/job-progress.js"))
          .isEqualTo("HOME,JobProgress,watchJob undefined");
    }
  }

  private static List<Path> files() {
    return all().filter(file -> !file.startsWith(MODULES)).toList();
  }

  private static List<Path> sources() {
    return all().toList();
  }

  private static Stream<Path> all() {
    try (Stream<Path> all = Files.walk(FOLDER)) {
      return all.filter(Files::isRegularFile).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
