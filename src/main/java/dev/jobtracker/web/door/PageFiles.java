package dev.jobtracker.web.door;

import dev.jobtracker.web.http.Document;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the files of the page, and other documents, as they are in the program. */
final class PageFiles {
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

  private PageFiles() {}

  /**
   * Returns a file that every build has.
   *
   * @param resource its absolute name on the class path
   */
  static Document require(String resource, String mediaType) {
    Document file = read(resource, mediaType);
    if (file == null) {
      throw new IllegalStateException(resource + " is missing on the class path");
    }
    return file;
  }

  /** Returns the file of this name below the folder of the page, or null when there is none. */
  static @Nullable Document load(String name) {
    String mediaType = MEDIA_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (mediaType == null) {
      return null;
    }
    return name.equals(BUNDLE) ? bundle(mediaType) : read(ROOT + name, mediaType);
  }

  private static Document bundle(String mediaType) {
    String script =
        ScriptBundle.join(
            name -> require(ROOT + "bar/" + name + ".js", mediaType).content().toString());
    return Document.of(script.getBytes(StandardCharsets.UTF_8), mediaType);
  }

  /** Returns a file of the page that every build has. */
  static Document page(String name) {
    return Objects.requireNonNull(load(name), name);
  }

  /** Returns a page for a path one folder lower; its own files are found from there too. */
  static Document below(Document page) {
    String text = page.content().toString().replaceAll("(href|src)=\"(?=page/|icon)", "$1=\"../");
    return Document.of(text.getBytes(StandardCharsets.UTF_8), page.mediaType());
  }

  private static @Nullable Document read(String resource, String mediaType) {
    try (InputStream in = PageFiles.class.getResourceAsStream(resource)) {
      return in == null ? null : Document.of(in.readAllBytes(), mediaType);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
