package dev.jobtracker.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The words of the command line as they were given. Java reads them by the locale, and loses all
 * that is not ASCII under that of cron, and in any other what is no text, as a file's name may be.
 * The system knows the bytes.
 */
final class Words {
  private static final Path GIVEN = Path.of("/proc/self/cmdline");

  /** The end of an encoded word, as a shell drops line breaks at the end of what it reads. */
  private static final String END = "x";

  private Words() {}

  /** Returns the words as UTF-8 has them, or as they are where the system does not tell. */
  static String[] decoded(String... words) {
    List<byte[]> given = given(List.of(words));
    String[] decoded = words.clone();
    for (int i = 0; i < given.size(); i++) {
      decoded[i] = new String(given.get(i), StandardCharsets.UTF_8);
    }
    return decoded;
  }

  /**
   * Returns the command, which is the end of our own command line, so that it gets the bytes that
   * we got. Java can hand on ASCII alone in every locale, so a shell makes the rest of it, and then
   * becomes the command.
   */
  static List<String> exact(List<String> command) {
    List<byte[]> given = given(command);
    if (given.isEmpty()) {
      return command;
    }
    StringBuilder script = new StringBuilder();
    StringBuilder exec = new StringBuilder("exec");
    List<String> line = new ArrayList<>(List.of("sh", "-c", "", "sh"));
    for (int i = 0; i < given.size(); i++) {
      int n = i + 1;
      if (isAscii(command.get(i))) {
        line.add(command.get(i));
        exec.append(" \"${").append(n).append("}\"");
      } else {
        line.add(octal(given.get(i)) + END);
        script.append("w").append(n).append("=$(printf %b \"${").append(n).append("}\")\n");
        exec.append(" \"${w").append(n).append('%').append(END).append("}\"");
      }
    }
    line.set(2, script.append(exec).toString());
    return line;
  }

  private static String octal(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      String digits = Integer.toOctalString(b & 0xFF);
      text.append("\\0").append("0".repeat(3 - digits.length())).append(digits);
    }
    return text.toString();
  }

  /** Returns the last words of our command line, or nothing where these words lack nothing. */
  private static List<byte[]> given(List<String> words) {
    if (words.stream().allMatch(Words::isAscii)) {
      return List.of();
    }
    try {
      List<byte[]> all = split(Files.readAllBytes(GIVEN));
      List<byte[]> last = all.subList(Math.max(0, all.size() - words.size()), all.size());
      return same(last, words) ? last : List.of();
    } catch (IOException elsewhere) {
      return List.of();
    }
  }

  /** Whoever calls this class from a program of his own has another command line. */
  private static boolean same(List<byte[]> given, List<String> words) {
    boolean same = given.size() == words.size();
    for (int i = 0; same && i < given.size(); i++) {
      String text = new String(given.get(i), StandardCharsets.UTF_8);
      same = isAscii(words.get(i)) ? text.equals(words.get(i)) : !isAscii(text);
    }
    return same;
  }

  private static List<byte[]> split(byte[] line) {
    List<byte[]> words = new ArrayList<>();
    ByteArrayOutputStream word = new ByteArrayOutputStream();
    for (byte b : line) {
      if (b == 0) {
        words.add(word.toByteArray());
        word.reset();
      } else {
        word.write(b);
      }
    }
    return words;
  }

  private static boolean isAscii(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) > 0x7F) {
        return false;
      }
    }
    return true;
  }
}
