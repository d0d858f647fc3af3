package dev.jobtracker.client;

import static dev.jobtracker.tracker.Bus.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.NewJob;
import io.vertx.core.Promise;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.Pipe;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A cancellation counts wherever it sits, and only after somebody asked for it. */
class CancellationTest extends WithTracker {
  private static final String ID = "scan_the-one-job";
  private static final NewJob JOB = NewJob.of("scan").withTaskId(ID);

  static Stream<Throwable> cancellations() {
    return Stream.of(
        new CancellationException("stop"),
        new CompletionException(new CancellationException("stop")),
        new ExecutionException(new CompletionException(new CancellationException())),
        new IllegalStateException("wrapped", new InterruptedException()),
        new UncheckedIOException(new ClosedByInterruptException()),
        new ClosedChannelException(),
        new UncheckedIOException(new InterruptedIOException("read")),
        new FileLockInterruptionException(),
        new SocketException("Closed by interrupt"));
  }

  private Job endOf(Throwable failure, boolean asked) {
    Promise<Void> end = Promise.promise();
    await(
        tracker
            .track(
                JOB,
                reporter -> {
                  if (asked) {
                    tracker.cancel(ID, "no need");
                    until(reporter::cancelRequested).onSuccess(now -> end.fail(failure));
                  } else {
                    end.fail(failure);
                  }
                  return end.future();
                })
            .otherwiseEmpty());
    return await(tracker.get(ID));
  }

  @ParameterizedTest
  @MethodSource("cancellations")
  void cancellation_that_was_asked_for_cancels(Throwable failure) {
    assertThat(endOf(failure, true).status()).isEqualTo(JobStatus.CANCELLED);
  }

  @ParameterizedTest
  @MethodSource("cancellations")
  void cancellation_that_nobody_asked_for_fails(Throwable failure) {
    assertThat(endOf(failure, false).status()).isEqualTo(JobStatus.FAILED);
  }

  @Test
  void other_failure_after_a_cancel_fails() {
    Job job = endOf(new IOException("disk full"), true);
    assertThat(job.status()).isEqualTo(JobStatus.FAILED);
    assertThat(job.error()).isEqualTo("IOException: disk full");
  }

  @Test
  void join_of_a_cancelled_future_cancels_with_the_reason() {
    await(
        tracker
            .trackBlocking(
                JOB,
                reporter -> {
                  CompletableFuture<Void> part = new CompletableFuture<>();
                  reporter.onCancel(
                      reason -> part.completeExceptionally(new CancellationException(reason)));
                  tracker.cancel(ID, "no need");
                  return part.thenApply(done -> done).join();
                })
            .otherwiseEmpty());
    Job job = await(tracker.get(ID));
    assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(job.error()).isEqualTo("no need");
  }

  @Test
  void interrupt_of_a_blocking_read_cancels() {
    await(
        tracker
            .trackBlocking(
                JOB,
                reporter -> {
                  Thread worker = Thread.currentThread();
                  reporter.onCancel(reason -> worker.interrupt());
                  tracker.cancel(ID, null);
                  return Pipe.open().source().read(ByteBuffer.allocate(1));
                })
            .otherwiseEmpty());
    assertThat(await(tracker.get(ID)).status()).isEqualTo(JobStatus.CANCELLED);
  }
}
