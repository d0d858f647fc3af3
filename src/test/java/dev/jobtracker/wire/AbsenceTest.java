package dev.jobtracker.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who asks for a node that answers nothing asks another one; a refusal of the tracker's stays. */
class AbsenceTest {
  @ParameterizedTest
  @EnumSource
  void is_known_on_the_other_side_of_the_bus_and_says_that_nothing_was_done(Absence absence) {
    JobException back = Failures.refusal(Failures.toReply(absence.refusal()));
    assertThat(Absence.isMeantBy(back)).isTrue();
    assertThat(Failures.mayHaveBeenDone(back)).isFalse();
    assertThat(Absence.isMeantBy(new JobException(Kind.CONFLICT, back.getMessage()))).isFalse();
  }

  @Test
  void is_no_other_refusal() {
    String full =
        "store.max_unsaved: 9 changed jobs wait for the store, so this change was not made";
    assertThat(Absence.isMeantBy(JobException.unavailable(full))).isFalse();
  }
}
