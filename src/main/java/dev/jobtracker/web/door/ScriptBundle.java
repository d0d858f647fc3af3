package dev.jobtracker.web.door;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The script of the bar as one file, joined from its modules, so that a page loads it with one
 * request. The modules share one scope then: no two of them may name a thing alike.
 *
 * <p>The style of the modules makes this safe: an import of another one is one line, a comment has
 * lines of its own or ends one, and no text holds two slashes after a blank.
 */
final class ScriptBundle {
  /** Each after those that it imports. */
  private static final List<String> MODULES =
      List.of(
          "backoff",
          "topic",
          "contact",
          "alone",
          "feed",
          "watch-job",
          "words",
          "sentence",
          "speed",
          "sheet",
          "skeleton",
          "token",
          "job-progress");

  /** A line that only says something to readers of the source. */
  private static final Pattern LEFT_OUT =
      Pattern.compile("|//.*|/\\*\\*.*|\\*.*|import .* from '\\./.*';");

  private static final Pattern COMMENT_AT_END = Pattern.compile(" +// .*$");

  /** The name of a private member, but no colour. Nobody outside a class can see it. */
  private static final Pattern PRIVATE = Pattern.compile("#(?![0-9a-f]{6}\\b)[a-zA-Z]\\w*");

  /** What stays public; a module that exports to others only exports it no more. */
  private static final Pattern EXPORT = Pattern.compile("^export (?=(const|function|class) )");

  private static final String HEAD = "// Types: job-progress.d.ts\n";
  private static final String TAIL = "\nexport { HOME, JobProgress, watchJob };\n";

  private ScriptBundle() {}

  /**
   * Returns the script.
   *
   * @param source gives the text of a module by its name
   */
  static String join(UnaryOperator<String> source) {
    String text =
        MODULES.stream()
            .map(source)
            .flatMap(String::lines)
            .map(String::strip)
            .filter(line -> !LEFT_OUT.matcher(line).matches())
            .map(line -> COMMENT_AT_END.matcher(line).replaceFirst(""))
            .map(line -> EXPORT.matcher(line).replaceFirst(""))
            .collect(Collectors.joining("\n"));
    return HEAD + shortened(text) + TAIL;
  }

  private static String shortened(String text) {
    Map<String, String> names = new HashMap<>();
    return PRIVATE
        .matcher(text)
        .replaceAll(name -> names.computeIfAbsent(name.group(), n -> shortName(names.size())));
  }

  /** From "#a0" to "#zz", which is far more than there are. */
  private static String shortName(int number) {
    return "#" + Integer.toString(10 * 36 + number, 36);
  }
}
