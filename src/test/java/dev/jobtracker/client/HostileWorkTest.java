package dev.jobtracker.client;

import static dev.jobtracker.tracker.Bus.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.NewJob;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.util.AbstractList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the code of a work does on the way to its end: the job ends. */
class HostileWorkTest extends WithTracker {
  private static final String ID = "scan_the-one-job";
  private static final NewJob JOB = NewJob.of("scan").withTaskId(ID);

  private static final class Mute extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no word");
    }

    @Override
    public synchronized Throwable getCause() {
      throw new StackOverflowError();
    }

    @Override
    public boolean equals(Object other) {
      throw new IllegalStateException("not comparable");
    }

    @Override
    public int hashCode() {
      throw new IllegalStateException("not countable");
    }

    @Override
    public String toString() {
      throw new IllegalStateException("not printable");
    }
  }

  private static final class Endless extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public synchronized Throwable getCause() {
      return new Endless();
    }
  }

  private static final class Unprintable implements CharSequence {
    @Override
    public int length() {
      throw new IllegalStateException("no length");
    }

    @Override
    public char charAt(int index) {
      throw new IllegalStateException("no characters");
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      throw new IllegalStateException("no part");
    }

    @Override
    public String toString() {
      throw new OutOfMemoryError("no text");
    }
  }

  private static List<Integer> iterating(Iterator<Integer> iterator) {
    return new AbstractList<>() {
      @Override
      public Integer get(int index) {
        return index;
      }

      @Override
      public int size() {
        return 1;
      }

      @Override
      public Iterator<Integer> iterator() {
        return iterator;
      }
    };
  }

  private static Iterator<Integer> failing() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public Integer next() {
        throw new AssertionError("no next");
      }
    };
  }

  static Stream<Arguments> results() {
    Map<String, Object> cyclic = new LinkedHashMap<>();
    cyclic.put("self", Collections.singletonList(cyclic));
    return Stream.of(
        Arguments.of("an iterator that throws", iterating(failing())),
        Arguments.of("an iterator without an end", iterating(Stream.generate(() -> 7).iterator())),
        Arguments.of("a text that throws", List.of(new Unprintable())),
        Arguments.of("an array of it", new JsonArray(List.of(new Unprintable()))),
        Arguments.of("a cycle", cyclic));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("results")
  void result_that_cannot_be_said_completes_without_it(String what, Object result) {
    Job job = await(tracker.track(JOB, reporter -> Future.succeededFuture(result)));
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(job.result()).isNull();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("results")
  void partial_result_that_cannot_be_said_is_left_out(String what, Object result) {
    Job job =
        await(
            tracker.trackBlocking(
                JOB,
                reporter -> {
                  reporter.result("kept").result(result).step("after");
                  return null;
                }));
    assertThat(job.result()).isEqualTo("\"kept\"");
    assertThat(job.currentStep()).isEqualTo("after");
  }

  @Test
  void exception_whose_methods_throw_fails_the_job() {
    await(tracker.trackBlocking(JOB, reporter -> fail(new Mute())).otherwiseEmpty());
    Job job = await(tracker.get(ID));
    assertThat(job.status()).isEqualTo(JobStatus.FAILED);
    assertThat(job.error()).isEqualTo("Mute: (getMessage failed with IllegalStateException)");
  }

  @Test
  void exception_without_a_last_cause_fails_the_job() {
    await(tracker.trackBlocking(JOB, reporter -> fail(new Endless())).otherwiseEmpty());
    Job job = await(tracker.get(ID));
    assertThat(job.status()).isEqualTo(JobStatus.FAILED);
    assertThat(job.error()).startsWith("Endless\ncaused by Endless\n");
  }

  private static Void fail(RuntimeException failure) {
    throw failure;
  }

  @Test
  void cancel_handler_that_throws_keeps_nobody_from_hearing() {
    CountDownLatch second = new CountDownLatch(1);
    await(
        tracker
            .trackBlocking(
                JOB,
                reporter -> {
                  reporter.onCancel(reason -> fail(new Mute()));
                  reporter.onCancel(reason -> second.countDown());
                  tracker.cancel(ID, null);
                  second.await();
                  reporter.throwIfCancelled();
                  return null;
                })
            .otherwiseEmpty());
    assertThat(await(tracker.get(ID)).status()).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void result_that_blocks_for_ever_is_not_waited_for() {
    tracker = new JobTracker(vertx, new Pace(80, 1, 5, 20, 5_000, 5_000, 500, 100));
    CountDownLatch never = new CountDownLatch(1);
    Iterator<Integer> blocking =
        Stream.generate(
                () -> {
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  return 1;
                })
            .limit(1)
            .iterator();
    Future<Job> end = tracker.trackBlocking(JOB, reporter -> iterating(blocking));
    assertThat(await(end).status()).isEqualTo(JobStatus.COMPLETED);
    never.countDown();
  }
}
