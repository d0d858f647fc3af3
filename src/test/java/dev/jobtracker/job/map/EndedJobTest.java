package dev.jobtracker.job.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.Micros;
import dev.jobtracker.job.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An ended job is looked at as it ended, however long its result is. */
class EndedJobTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 998, 999, 1_000, 100_000})
  void result_of_any_length_comes_out(int length) {
    String result = '"' + "r".repeat(length) + '"';
    Job job = Samples.apply(Samples.pending(), u -> u.status(JobStatus.COMPLETED).result(result));
    Samples.assertSameJob(new EndedJob(job).job(), job);
  }

  @Test
  void what_is_read_in_place_is_what_the_job_says() {
    Job job = Samples.apply(Samples.pending(), u -> u.status(JobStatus.FAILED).error("no"));
    EndedJob ended = new EndedJob(job);
    assertThat(ended.taskId()).isEqualTo(job.taskId());
    assertThat(ended.hasId(job.taskId())).isTrue();
    assertThat(ended.createdAt()).isEqualTo(job.createdAtMicros());
    assertThat(ended.labels()).isEqualTo(job.labels());
    assertThat(ended.finishedAt()).isEqualTo(Micros.of(job.finishedAt()));
    assertThat(ended.expiresAt()).isEqualTo(Micros.of(job.expiresAt()));
  }
}
