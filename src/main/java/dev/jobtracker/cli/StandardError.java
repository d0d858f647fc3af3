package dev.jobtracker.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where the errors of the command go, and after the last of them one sentence of ours, if the
 * tracker refuses the job: nothing of ours stands between the command's bytes. Safe for use by
 * several threads.
 */
final class StandardError extends FileOutputStream {
  /** A command may end before the tracker has answered; so long after the start we wait for it. */
  private static final long ANSWER_MILLIS = 5_000;

  private final Shell shell;
  private final long begun = System.nanoTime();
  private final CountDownLatch answered = new CountDownLatch(1);
  private volatile byte last = '\n';
  private @Nullable String refusal;
  private boolean said;

  StandardError(Shell shell) {
    super(FileDescriptor.err);
    this.shell = shell;
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    super.write(bytes, from, count);
    last = bytes[from + count - 1];
  }

  /** The tracker has taken the job, or cannot be reached. */
  synchronized void notRefused() {
    refusal = null;
    answered.countDown();
  }

  /** The tracker refuses the job with this sentence, and will the next time. */
  synchronized void refused(String sentence) {
    refusal = sentence;
    answered.countDown();
  }

  /** Says what was refused last, once; nothing where nothing was. */
  synchronized void say() {
    if (refusal != null && !said) {
      said = true;
      if (last != '\n') {
        shell.err().println();
      }
      shell.say("the tracker does not know of this command: " + refusal, 0);
    }
  }

  /** The command writes no more errors. */
  @Override
  public void close() throws IOException {
    long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    try {
      answered.await(ANSWER_MILLIS - waited, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    say();
    super.close();
  }
}
