package dev.jobtracker.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads exceptions, whose methods are code of the user and may throw themselves: no job stays
 * running because of that.
 */
final class Causes {
  /** More causes than that are a mistake, or a cause that is made anew at each look. */
  private static final int MOST_CAUSES = 100;

  private Causes() {}

  /** Returns the failure and its causes, outermost first, each once. */
  static List<Throwable> of(Throwable failure) {
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
  static @Nullable String message(Throwable failure) {
    try {
      String message = failure.getMessage();
      return message == null || message.isBlank() ? null : message;
    } catch (Throwable broken) {
      return "(getMessage failed with " + name(broken) + ")";
    }
  }

  /** Returns the simple name of the class; that of its parent where it has none of its own. */
  static String name(Throwable failure) {
    Class<?> type = failure.getClass();
    while (type.getSimpleName().isEmpty()) {
      type = type.getSuperclass();
    }
    return type.getSimpleName();
  }
}
