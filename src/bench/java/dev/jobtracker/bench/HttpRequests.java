package dev.jobtracker.bench;

import java.nio.charset.StandardCharsets;

/** HTTP requests as bytes, with the headers that a client cannot leave out. */
final class HttpRequests {
  private static final String END = "Host: 127.0.0.1\r\n";

  private HttpRequests() {}

  static byte[] get(String path) {
    return get(path, "");
  }

  /** Asks with more headers, each with its line end. */
  static byte[] get(String path, String headers) {
    return bytes("GET " + path + " HTTP/1.1\r\n" + END + headers + "\r\n");
  }

  static byte[] post(String path, String body) {
    return withBody("POST", path, body, "");
  }

  static byte[] post(String path, String body, String headers) {
    return withBody("POST", path, body, headers);
  }

  static byte[] patch(String path, String body) {
    return withBody("PATCH", path, body, "");
  }

  private static byte[] withBody(String method, String path, String body, String headers) {
    return bytes(
        "%s %s HTTP/1.1\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(method, path, END + headers, body.length(), body));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
