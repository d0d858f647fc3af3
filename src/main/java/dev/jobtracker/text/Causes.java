package dev.jobtracker.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads exceptions, whose methods are code of the user and may throw themselves: no job stays
 * running because of that.
 */
public final class Causes {
  /** The length at which the tracker cuts an error; no text is made longer than that. */
  public static final int LONGEST = 10_000;

  /** More causes than that are a mistake, or a cause that is made anew at each look. */
  private static final int MOST_CAUSES = 100;

  private Causes() {}

  /** Returns {@code SimpleName: message}, and {@code caused by} and the same for each cause. */
  public static String text(Throwable failure) {
    return text(of(failure), Causes::line);
  }

  /** Returns these failures, each told by its line; more than a job's error holds is left out. */
  public static String text(List<Throwable> chain, Function<Throwable, String> line) {
    StringBuilder text = new StringBuilder();
    for (Throwable each : chain) {
      if (text.length() > LONGEST) {
        break;
      }
      text.append(text.isEmpty() ? "" : "\ncaused by ").append(line.apply(each));
    }
    return text.toString();
  }

  /** Returns {@code SimpleName: message}, or the name alone where there is no message. */
  public static String line(Throwable failure) {
    String message = message(failure);
    return message == null ? name(failure) : name(failure) + ": " + Texts.cut(message, LONGEST);
  }

  /** Returns the failure and its causes, outermost first, each once. */
  public static List<Throwable> of(Throwable failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Throwable> chain = new ArrayList<>();
    Throwable next = failure;
    while (next != null && chain.size() < MOST_CAUSES && seen.add(next)) {
      chain.add(next);
      next = cause(next);
    }
    return chain;
  }

  private static @Nullable Throwable cause(Throwable failure) {
    try {
      return failure.getCause();
    } catch (Throwable broken) {
      return null;
    }
  }

  /** Returns the message, or null where there is none, or only blanks. */
  public static @Nullable String message(Throwable failure) {
    try {
      String message = failure.getMessage();
      return message == null || message.isBlank() ? null : message;
    } catch (Throwable broken) {
      return "(getMessage failed with " + name(broken) + ")";
    }
  }

  /** Returns the simple name of the class; that of its parent where it has none of its own. */
  public static String name(Throwable failure) {
    Class<?> type = failure.getClass();
    while (type.getSimpleName().isEmpty()) {
      type = type.getSuperclass();
    }
    return type.getSimpleName();
  }
}
