package dev.jobtracker.client;

import dev.jobtracker.text.Causes;
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
  private ErrorText() {}

  static String of(Throwable failure) {
    List<Throwable> chain = Causes.of(failure);
    JobFailure forPeople = forPeople(chain);
    if (forPeople != null) {
      return line(forPeople);
    }
    return Causes.text(chain, ErrorText::line);
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
    String message = failure instanceof JobFailure ? Causes.message(failure) : null;
    return message == null ? Causes.line(failure) : Texts.cut(message, Causes.LONGEST);
  }
}
