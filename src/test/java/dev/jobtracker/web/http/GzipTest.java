package dev.jobtracker.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.web.Server;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts, documents and JSON are sent with fewer bytes to who wants it. */
class GzipTest {
  private final Server server = new Server();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    server.close();
  }

  private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    return send(HttpRequest.newBuilder().GET(), path, headers);
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request, String path, String... headers)
      throws Exception {
    request.uri(URI.create("http://127.0.0.1:" + server.port + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> answer, String name) {
    return String.join(",", answer.headers().allValues(name));
  }

  private static byte[] unzipped(byte[] body) throws IOException {
    return new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
  }

  private JsonObject largeJob() {
    JsonObject job = server.bus.create("import");
    return server.bus.update(job, JsonObject.of("result", "x".repeat(5_000)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/job-progress.js", "/page/main.js", "/openapi.json", "/api/jobs"})
  void large_answer_is_compressed_and_the_same(String path) throws Exception {
    server.bus.create("import");
    for (int i = 0; i < 20; i++) {
      server.bus.create("import");
    }
    HttpResponse<byte[]> plain = get(path);
    HttpResponse<byte[]> zipped = get(path, "Accept-Encoding", "br, gzip;q=0.8");
    assertThat(header(plain, "Content-Encoding")).isEmpty();
    assertThat(header(zipped, "Content-Encoding")).isEqualTo("gzip");
    // What is told as text too depends on what the client accepts (contract, section 4).
    String vary = path.equals("/api/jobs") ? "Accept,Accept-Encoding" : "Accept-Encoding";
    assertThat(header(plain, "Vary")).isEqualToIgnoringCase(vary);
    assertThat(header(zipped, "Vary")).isEqualToIgnoringCase(vary);
    assertThat(unzipped(zipped.body())).isEqualTo(plain.body());
    assertThat(zipped.body().length).isLessThan(plain.body().length * 6 / 10);
    HttpResponse<byte[]> head =
        send(
            HttpRequest.newBuilder().method("HEAD", BodyPublishers.noBody()),
            path,
            "Accept-Encoding",
            "gzip");
    assertThat(header(head, "Content-Length")).isEqualTo(String.valueOf(zipped.body().length));
    assertThat(header(head, "ETag")).isEqualTo(header(zipped, "ETag"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | true",
        "GZIP;q=1.0 | true",
        "deflate, x-gzip | true",
        "gzip;q=0.001 | true",
        "gzip;q=0 | false",
        "gzip; q=0.0 | false",
        "br | false",
        "notgzip | false",
        "'' | false"
      })
  void coding_that_is_not_accepted_is_not_sent(String accepted, boolean expected) throws Exception {
    HttpResponse<byte[]> answer = get("/page/main.js", "Accept-Encoding", accepted);
    assertThat(header(answer, "Content-Encoding")).isEqualTo(expected ? "gzip" : "");
  }

  @Test
  void small_job_is_sent_as_it_is() throws Exception {
    JsonObject job = server.bus.create("import");
    HttpResponse<byte[]> answer = get(Server.path(job), "Accept-Encoding", "gzip");
    assertThat(header(answer, "Content-Encoding")).isEmpty();
    assertThat(header(answer, "ETag")).isEqualTo("\"1\"");
    assertThat(new JsonObject(new String(answer.body(), StandardCharsets.UTF_8))).isEqualTo(job);
  }

  @Test
  void tag_of_a_compressed_job_holds_for_conditions() throws Exception {
    JsonObject job = largeJob();
    String path = Server.path(job);
    HttpResponse<byte[]> answer = get(path, "Accept-Encoding", "gzip");
    String tag = header(answer, "ETag");
    assertThat(tag).isEqualTo("\"2-gzip\"");
    assertThat(get(path, "Accept-Encoding", "gzip", "If-None-Match", tag).statusCode())
        .isEqualTo(304);
    assertThat(get(path, "If-None-Match", "\"2\"").statusCode()).isEqualTo(304);
    assertThat(patch(path, "\"1-gzip\"").statusCode()).isEqualTo(412);
    assertThat(patch(path, "W/" + tag).statusCode()).isEqualTo(412);
    assertThat(patch(path, tag).statusCode()).isEqualTo(200);
    assertThat(server.bus.get(job).getLong("revision")).isEqualTo(3);
    assertThat(patch(path, tag).statusCode()).isEqualTo(412);
  }

  private HttpResponse<byte[]> patch(String path, String ifMatch) throws Exception {
    String body = "{\"current_step\":\"next\"}";
    return send(
        HttpRequest.newBuilder().method("PATCH", BodyPublishers.ofString(body)),
        path,
        "Content-Type",
        "application/json",
        "If-Match",
        ifMatch);
  }

  @Test
  void stream_is_never_compressed() throws Exception {
    JsonObject job = largeJob();
    server.bus.update(job, JsonObject.of("status", "completed"));
    HttpResponse<byte[]> answer = get(Server.path(job) + "/events", "Accept-Encoding", "gzip");
    assertThat(header(answer, "Content-Encoding")).isEmpty();
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).startsWith("id: 3");
  }
}
