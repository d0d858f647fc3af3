package dev.jobtracker.web.door;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One file of the page, as it is in the program.
 *
 * @param etag the hash of the content, so that it is the same after a restart and on every server
 */
record PageFile(Buffer content, String etag, String mediaType) {
  private static final String ROOT = "/webroot/";
  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "ts", "application/typescript; charset=utf-8");

  /** The script that is joined from others. */
  private static final String BUNDLE = "job-progress.js";

  /**
   * Returns a file that every build has.
   *
   * @param resource its absolute name on the class path
   */
  static PageFile require(String resource, String mediaType) {
    PageFile file = read(resource, mediaType);
    if (file == null) {
      throw new IllegalStateException(resource + " is missing on the class path");
    }
    return file;
  }

  /** Returns the file of this name below the folder of the page, or null when there is none. */
  static @Nullable PageFile load(String name) {
    String mediaType = MEDIA_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (mediaType == null) {
      return null;
    }
    return name.equals(BUNDLE) ? bundle(mediaType) : read(ROOT + name, mediaType);
  }

  private static PageFile bundle(String mediaType) {
    String script =
        ScriptBundle.join(
            name -> require(ROOT + "bar/" + name + ".js", mediaType).content().toString());
    return of(script.getBytes(StandardCharsets.UTF_8), mediaType);
  }

  /** Returns a file of the page that every build has. */
  static PageFile page(String name) {
    return Objects.requireNonNull(load(name), name);
  }

  /** Returns this document for a path one folder lower; its own files are found from there too. */
  PageFile below() {
    String text = content.toString().replaceAll("(href|src)=\"(?=page/|icon)", "$1=\"../");
    return of(text.getBytes(StandardCharsets.UTF_8), mediaType);
  }

  private static @Nullable PageFile read(String resource, String mediaType) {
    try (InputStream in = PageFile.class.getResourceAsStream(resource)) {
      return in == null ? null : of(in.readAllBytes(), mediaType);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PageFile of(byte[] content, String mediaType) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      String etag = '"' + HexFormat.of().formatHex(hash, 0, 16) + '"';
      return new PageFile(Buffer.buffer(content), etag, mediaType);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
