package dev.jobtracker.web.http;

import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A document that does not change while the program runs.
 *
 * @param etag the hash of the content, so that it is the same after a restart and on every server
 * @param zipped the content, compressed
 */
public record Document(Buffer content, Buffer zipped, String etag, String mediaType) {
  /** Makes a document of its content. */
  public static Document of(byte[] content, String mediaType) {
    Buffer plain = Buffer.buffer(content);
    return new Document(plain, Gzip.well(plain), etag(content), mediaType);
  }

  private static String etag(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + HexFormat.of().formatHex(hash, 0, 16) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
