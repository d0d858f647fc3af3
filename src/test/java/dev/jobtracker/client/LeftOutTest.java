package dev.jobtracker.client;

import static dev.jobtracker.tracker.Bus.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Tracking never breaks the work: what cannot be reported is left out, with one warning. */
class LeftOutTest extends WithTracker {
  private static final NewJob JOB = NewJob.of("scan").withTaskId("scan_the-one-job");
  private static final Logger LOG = (Logger) LoggerFactory.getLogger(LeftOut.class);

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    LOG.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    LOG.detachAppender(log);
  }

  private List<String> warnings() {
    return List.copyOf(log.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static JobUpdate completed() {
    return JobUpdate.builder().status(JobStatus.COMPLETED).currentStep("kept").build();
  }

  @Test
  void bad_value_is_left_out_alone() {
    Job job =
        await(
            tracker.trackBlocking(
                JOB,
                reporter -> {
                  reporter.progress(0.5).progress(0.0 / 0).progress(1.5).progress(-1);
                  reporter.done(3).done(-1).add(Double.POSITIVE_INFINITY);
                  reporter.total(7, "u".repeat(33)).update(completed());
                  reporter.update(JobUpdate.builder().error("no").build());
                  reporter.update(JobUpdate.builder().ifRevision(1).build());
                  reporter.update(JobUpdate.builder().result("{").build());
                  return "whole";
                }));
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(job.done()).isEqualTo(3);
    assertThat(job.total()).isEqualTo(7);
    assertThat(job.unit()).isNull();
    assertThat(job.currentStep()).isEqualTo("kept");
    assertThat(job.result()).isEqualTo("\"whole\"");
    assertThat(warnings())
        .extracting(line -> line.replaceFirst("Job .* goes on without its (\\w+): .*", "$1"))
        .containsExactly(
            "progress", "done", "add", "unit", "status", "error", "if_revision", "result");
    assertThat(warnings().get(0))
        .isEqualTo(
            "Job scan_the-one-job goes on without its progress: "
                + "progress: must be a number from 0 to 1, found NaN");
  }

  @Test
  void sum_outside_the_numbers_is_left_out() {
    Job job =
        await(
            tracker.trackBlocking(
                JOB,
                reporter -> {
                  reporter.add(Double.MAX_VALUE).add(Double.MAX_VALUE).step("kept");
                  return null;
                }));
    assertThat(job.done()).isEqualTo(Double.MAX_VALUE);
    assertThat(job.currentStep()).isEqualTo("kept");
  }

  /** The reporter cannot know it, as the tracker has counted what it has not heard of. */
  @Test
  void sum_that_the_tracker_refuses_takes_nothing_else_along() {
    // One that takes a late answer for a lost one may find its add counted.
    tracker = new JobTracker(vertx);
    JobUpdate most = JobUpdate.builder().add(Double.MAX_VALUE).build();
    JobUpdate more = JobUpdate.builder().add(Double.MAX_VALUE).currentStep("kept").build();
    Job job =
        await(
            tracker.track(
                JOB,
                reporter ->
                    tracker
                        .update(reporter.taskId(), most)
                        .onSuccess(counted -> reporter.update(more))
                        .map(new JsonObject())));
    assertThat(job.done()).isEqualTo(Double.MAX_VALUE);
    assertThat(job.currentStep()).isEqualTo("kept");
    assertThat(warnings()).singleElement().asString().contains("goes on without its add");
  }

  @Test
  void tight_loop_of_nonsense_warns_once() {
    await(
        tracker.trackBlocking(
            JOB,
            reporter -> {
              Stream.generate(() -> Double.NaN).limit(10_000).forEach(reporter::progress);
              return null;
            }));
    assertThat(warnings()).hasSize(1);
  }
}
