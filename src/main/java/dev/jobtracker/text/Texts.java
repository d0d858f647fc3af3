package dev.jobtracker.text;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happens to texts: how a long one is cut, and how a sentence shows a value to its reader. */
public final class Texts {
  private static final String CUT = "… (cut)";
  private static final int LONGEST_QUOTE = 60;

  private Texts() {}

  /**
   * Returns the text, or its beginning and a mark that it was cut, so that the whole has at most
   * {@code limit} UTF-16 units. A surrogate pair is never torn apart.
   */
  public static String cut(String text, int limit) {
    return text.length() <= limit ? text : head(text, limit - CUT.length()) + CUT;
  }

  /**
   * Returns how an error sentence shows this value: short, on one line, texts in quotes, and what
   * holds other values only by its kind.
   */
  public static String quote(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Map) {
      return "an object";
    }
    if (value instanceof Iterable) {
      return "an array";
    }
    String text = String.valueOf(value);
    String shown = text.length() <= LONGEST_QUOTE ? text : head(text, LONGEST_QUOTE) + "…";
    // Half a surrogate pair, which may be why the value is refused, has no UTF-8 form.
    String line = shown.replaceAll("[\\p{Cc}\\u2028\\u2029]", " ").replaceAll("\\p{Cs}", "\uFFFD");
    return value instanceof CharSequence ? '"' + line + '"' : line;
  }

  /**
   * Returns whether every surrogate in the text belongs to a pair. A text with a lone one has no
   * UTF-8 form, so it could be stored but never be sent to anybody.
   */
  public static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  private static String head(String text, int length) {
    boolean tearsPair = Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, tearsPair ? length - 1 : length);
  }
}
