package dev.jobtracker.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of the page as they are served, and as they are kept. */
class PageFilesTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("project.basedir", "."), "src/main/resources/webroot");
  private static final int MOST_LINES = 300;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void everyFile_isServedWithAValidatorAndAStrictPolicy() throws Exception {
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
      assertThat(get(server.url() + "/page/..%2fwatch-job.js", "none").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void noFile_isLong_orNamesAnotherOrigin() throws IOException {
    for (Path file : files()) {
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

  private static List<Path> files() {
    try (Stream<Path> all = Files.walk(FOLDER)) {
      return all.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
