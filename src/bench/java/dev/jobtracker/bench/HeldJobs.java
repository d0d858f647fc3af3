package dev.jobtracker.bench;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobLimits;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.job.Removal;
import dev.jobtracker.job.map.JobListener;
import dev.jobtracker.job.map.Jobs;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** A map that holds many jobs, as a tracker would after some hours of work. */
final class HeldJobs {
  private static final JobListener NOBODY =
      new JobListener() {
        @Override
        public void changed(@Nullable Job before, Job job) {}

        @Override
        public void removed(Job job, Removal reason) {}
      };

  private HeldJobs() {}

  static Jobs empty(int limit) {
    JobLimits limits =
        new JobLimits(
            limit,
            1_000,
            Duration.ofDays(7),
            Duration.ofDays(7),
            Duration.ofMinutes(5),
            Duration.ofDays(1));
    return new Jobs(limits, InstantSource.system(), NOBODY);
  }

  /** Adds finished jobs of ten types with a title, a step and a result of their own. */
  static void finish(Jobs jobs, int count) {
    for (int i = 0; i < count; i++) {
      Job job = jobs.create(NewJob.of("import" + i % 10).withTitle("Import " + i)).job();
      jobs.update(job.taskId(), JobUpdate.builder().progress(0.5).currentStep("Row " + i).build());
      jobs.update(
          job.taskId(),
          JobUpdate.builder()
              .status(i % 10 == 0 ? JobStatus.FAILED : JobStatus.COMPLETED)
              .currentStep("Done")
              .result("{\"rows\":" + i + "}")
              .build());
    }
  }

  /** Adds jobs that run, and some that wait. */
  static void run(Jobs jobs, int count) {
    for (int i = 0; i < count; i++) {
      Job job = jobs.create(NewJob.of("import" + i % 10)).job();
      if (i % 4 != 0) {
        jobs.update(job.taskId(), JobUpdate.builder().progress(0.5).build());
      }
    }
  }
}
