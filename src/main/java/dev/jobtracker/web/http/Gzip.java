package dev.jobtracker.web.http;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Answers in fewer bytes for who wants it (RFC 9110, section 12.5.3). Streams and sockets are sent
 * as they are: they have no end to wait for.
 */
final class Gzip {
  /** Less fits into one packet anyway. */
  private static final int LEAST = 1_400;

  /** More would hold up the event loop: this much takes about ten milliseconds. */
  private static final int MOST = 1 << 20;

  private static final String NAME = "gzip";

  /** A coding that is named, and not with a weight of nothing. */
  private static final Pattern ACCEPTED =
      Pattern.compile("(?i)(^|,)\\s*(x-)?gzip\\s*(;\\s*q=(0\\.0*[1-9]|1)[0-9.]*\\s*)?(,|$)");

  /**
   * What the entity tag of a compressed answer has at its end: it is another representation, so its
   * strong tag is another (RFC 9110, section 8.8.3.3). {@link Conditions} take both for the same
   * state of a job.
   */
  static final String TAG_END = "-gzip";

  private Gzip() {}

  /** Returns the bytes to send for a body, and sets the headers that say so. */
  static Buffer body(HttpServerRequest request, Buffer plain, Supplier<Buffer> zipped) {
    HttpServerResponse response = request.response();
    response.headers().add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    if (plain.length() < LEAST || plain.length() > MOST || !isAccepted(request.headers())) {
      return plain;
    }
    response.putHeader(HttpHeaders.CONTENT_ENCODING, NAME);
    String tag = response.headers().get(HttpHeaders.ETAG);
    if (tag != null) {
      response.putHeader(HttpHeaders.ETAG, tag.substring(0, tag.length() - 1) + TAG_END + '"');
    }
    return zipped.get();
  }

  private static boolean isAccepted(MultiMap headers) {
    return ACCEPTED.matcher(String.join(",", headers.getAll(HttpHeaders.ACCEPT_ENCODING))).find();
  }

  /** Compresses quickly: most of the gain comes with the lowest level. */
  static Buffer quickly(Buffer plain) {
    return zip(plain, Deflater.BEST_SPEED);
  }

  /** Compresses well, for what is sent often. */
  static Buffer well(Buffer plain) {
    return zip(plain, Deflater.BEST_COMPRESSION);
  }

  private static Buffer zip(Buffer plain, int level) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length() / 4 + 64);
    try (GZIPOutputStream zip =
        new GZIPOutputStream(out) {
          {
            def.setLevel(level);
          }
        }) {
      zip.write(plain.getBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be written", e);
    }
    return Buffer.buffer(out.toByteArray());
  }
}
