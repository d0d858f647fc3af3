package dev.jobtracker.client;

import dev.jobtracker.text.Texts;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * How a job's error tells an exception (contract, section 6): {@code SimpleName: message}, and a
 * line {@code caused by SimpleName: message} for each cause. A {@link JobFailure} is told by its
 * message alone, also where a future has wrapped it.
 */
final class ErrorText {
  /** The length at which the tracker cuts an error; the text is not made longer than that. */
  private static final int LONGEST = 10_000;

  private ErrorText() {}

  static String of(Throwable failure) {
    List<Throwable> chain = Causes.of(failure);
    JobFailure forPeople = forPeople(chain);
    if (forPeople != null) {
      return line(forPeople);
    }
    StringBuilder text = new StringBuilder();
    for (Throwable each : chain) {
      if (text.length() > LONGEST) {
        break;
      }
      text.append(text.isEmpty() ? "" : "\ncaused by ").append(line(each));
    }
    return text.toString();
  }

  /** Looks through the wrappers that futures add, which tell nothing by themselves. */
  private static @Nullable JobFailure forPeople(List<Throwable> chain) {
    for (Throwable each : chain) {
      if (each instanceof JobFailure failure) {
        return failure;
      }
      if (!(each instanceof CompletionException || each instanceof ExecutionException)) {
        return null;
      }
    }
    return null;
  }

  private static String line(Throwable failure) {
    String message = Causes.message(failure);
    if (message == null) {
      return Causes.name(failure);
    }
    String cut = Texts.cut(message, LONGEST);
    return failure instanceof JobFailure ? cut : Causes.name(failure) + ": " + cut;
  }
}
