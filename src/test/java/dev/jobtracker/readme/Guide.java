package dev.jobtracker.readme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The README and the pages of the guide, as tests read them. */
public final class Guide {
  /** The folder of this repository. */
  public static final Path BASE = Path.of(System.getProperty("project.basedir", "."));

  private static final Pattern BLOCK = Pattern.compile("(?m)^```(\\w*)\\n((?s:.*?))^```$");

  private Guide() {}

  /** A fenced block: its page, such as {@code api.md}, its language, and what stands in it. */
  public record Snippet(String page, String language, String text) {
    @Override
    public String toString() {
      return page + ": " + text.lines().findFirst().orElse("nothing");
    }
  }

  /** Returns the README and every page of the guide. */
  public static List<Path> pages() {
    Path folder = BASE.resolve("src/site/markdown");
    try (Stream<Path> guide = Files.list(folder)) {
      return Stream.concat(Stream.of(BASE.resolve("README.md")), guide.sorted()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what stands in a page. */
  public static String text(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns all snippets, page by page, in their order. */
  public static List<Snippet> snippets() {
    return pages().stream().flatMap(Guide::snippets).toList();
  }

  /** Returns the snippets of a language. */
  public static List<Snippet> snippets(String language) {
    return snippets().stream().filter(snippet -> snippet.language().equals(language)).toList();
  }

  /** Returns the first snippet of this language on this page. */
  public static String snippet(String page, String language) {
    return snippets(language).stream()
        .filter(snippet -> snippet.page().equals(page))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + language + " in " + page))
        .text();
  }

  private static Stream<Snippet> snippets(Path page) {
    String name = page.getFileName().toString();
    return BLOCK
        .matcher(text(page))
        .results()
        .map(block -> new Snippet(name, block.group(1), block.group(2)));
  }
}
