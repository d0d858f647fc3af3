package dev.jobtracker.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobLimits;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.job.Removal;
import dev.jobtracker.job.map.JobListener;
import dev.jobtracker.job.map.Jobs;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is merged leaves the job as one update after the other would. */
class MergedUpdateTest {
  private static final int SEQUENCES = 2_000;

  private final Jobs jobs =
      new Jobs(
          new JobLimits(
              1_000_000,
              10,
              Duration.ofHours(1),
              Duration.ofDays(7),
              Duration.ofMinutes(5),
              Duration.ofHours(24)),
          InstantSource.system(),
          new JobListener() {
            @Override
            public void changed(@Nullable Job before, Job job) {}

            @Override
            public void removed(Job job, Removal reason) {}
          });

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void merged_equals_one_by_one(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < SEQUENCES; i++) {
      NewJob asked = NewJob.of("scan").withTotal(100.0, "files");
      String oneByOne = jobs.create(asked).job().taskId();
      String merged = jobs.create(asked).job().taskId();
      MergedUpdate waiting = new MergedUpdate();
      double done = 0;
      List<JobUpdate> said = new ArrayList<>();
      for (int n = random.nextInt(8) + 1; n > 0; n--) {
        done += random.nextInt(5);
        JobUpdate update = any(random, done);
        done = Math.max(0, done + (update.add() == null ? 0 : update.add()));
        said.add(update);
        jobs.update(oneByOne, update);
        waiting.merge(update);
        if (random.nextInt(4) == 0) {
          jobs.update(merged, waiting.take());
        }
      }
      while (!waiting.isEmpty()) {
        jobs.update(merged, waiting.take());
      }
      assertThat(values(merged)).as("seed %s: %s", seed, said).isEqualTo(values(oneByOne));
    }
  }

  private static JobUpdate any(Random random, double done) {
    JobUpdate.Builder update = JobUpdate.builder();
    return switch (random.nextInt(8)) {
      case 0 -> update.progress(random.nextDouble()).build();
      case 1 -> update.progress(null).build();
      case 2 -> update.done(done).build();
      case 3 -> update.add(random.nextInt(9)).currentStep("step " + done).build();
      case 4 -> update.unit(random.nextBoolean() ? null : "rows").build();
      case 5 -> update.result(random.nextBoolean() ? null : "7").build();
      case 6 -> update.add(1).build();
      default -> update.currentStep("step " + random.nextInt(9)).build();
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void adds_that_meet_zero_count_as_one_by_one(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < SEQUENCES; i++) {
      String oneByOne = jobs.create(NewJob.of("scan")).job().taskId();
      String merged = jobs.create(NewJob.of("scan")).job().taskId();
      MergedUpdate waiting = new MergedUpdate();
      List<Double> said = new ArrayList<>();
      for (int n = random.nextInt(8) + 1; n > 0; n--) {
        double more = random.nextInt(21) - 10;
        JobUpdate update = JobUpdate.builder().add(more).build();
        said.add(more);
        jobs.update(oneByOne, update);
        waiting.merge(update);
        if (random.nextInt(4) == 0) {
          jobs.update(merged, waiting.take());
        }
      }
      while (!waiting.isEmpty()) {
        jobs.update(merged, waiting.take());
      }
      assertThat(jobs.get(merged).done())
          .as("seed %s: %s", seed, said)
          .isEqualTo(jobs.get(oneByOne).done());
    }
  }

  private List<Object> values(String taskId) {
    Job job = jobs.get(taskId);
    List<Object> values = new ArrayList<>();
    values.add(job.status());
    values.add(job.progress());
    values.add(job.done());
    values.add(job.total());
    values.add(job.unit());
    values.add(job.currentStep());
    values.add(job.result());
    return values;
  }

  @Test
  void add_after_done_and_done_after_add_lose_nothing() {
    MergedUpdate waiting = new MergedUpdate();
    waiting.merge(JobUpdate.builder().add(2).build());
    waiting.merge(JobUpdate.builder().add(3).build());
    assertThat(waiting.take().add()).isEqualTo(5);
    waiting.merge(JobUpdate.builder().add(2).build());
    waiting.merge(JobUpdate.builder().done(10.0).build());
    waiting.merge(JobUpdate.builder().add(1).build());
    JobUpdate sent = waiting.take();
    assertThat(sent.add()).isNull();
    assertThat(sent.done().applyTo(null)).isEqualTo(11);
    assertThat(waiting.isEmpty()).isTrue();
  }
}
