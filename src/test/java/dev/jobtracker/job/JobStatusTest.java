package dev.jobtracker.job;

import static dev.jobtracker.job.JobStatus.CANCELLED;
import static dev.jobtracker.job.JobStatus.COMPLETED;
import static dev.jobtracker.job.JobStatus.FAILED;
import static dev.jobtracker.job.JobStatus.PENDING;
import static dev.jobtracker.job.JobStatus.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobStatusTest {
  /** From the row to the column, in the order of the contract; yes = allowed. */
  private static final String[] MOVES = {
    //            pending running completed failed cancelled
    "pending      yes     yes     yes       yes    yes",
    "running      no      yes     yes       yes    yes",
    "completed    no      no      yes       no     no",
    "failed       no      no      no        yes    no",
    "cancelled    no      no      no        no     yes",
  };

  @Test
  void states_are_the_closed_set_of_the_contract() {
    assertThat(JobStatus.values()).containsExactly(PENDING, RUNNING, COMPLETED, FAILED, CANCELLED);
    assertThat(Arrays.stream(JobStatus.values()).map(JobStatus::text))
        .containsExactly("pending", "running", "completed", "failed", "cancelled");
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2", "3", "4"})
  void moves_are_those_of_the_table(int row) {
    String[] cells = MOVES[row].split(" +");
    JobStatus from = JobStatus.values()[row];
    assertThat(from.text()).isEqualTo(cells[0]);
    for (JobStatus to : JobStatus.values()) {
      boolean allowed = cells[1 + to.ordinal()].equals("yes");
      assertThat(from.canBecome(to)).as("%s -> %s", from, to).isEqualTo(allowed);
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2", "3", "4"})
  void update_of_a_job_follows_the_table(int row) {
    String[] cells = MOVES[row].split(" +");
    Job job = Samples.in(JobStatus.values()[row]);
    for (JobStatus to : JobStatus.values()) {
      if (cells[1 + to.ordinal()].equals("yes")) {
        assertThat(Samples.apply(job, u -> u.status(to)).status()).isEqualTo(to);
      } else {
        Samples.assertRefused(
            JobException.Kind.CONFLICT,
            "status: a job that is " + cells[0] + " cannot become " + to.text(),
            () -> Samples.apply(job, u -> u.status(to)));
      }
    }
  }

  @Test
  void terminal_are_the_last_three() {
    assertThat(Arrays.stream(JobStatus.values()).filter(JobStatus::isTerminal))
        .containsExactly(COMPLETED, FAILED, CANCELLED);
  }
}
