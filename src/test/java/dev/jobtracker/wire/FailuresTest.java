package dev.jobtracker.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contract, section 5: one failure, one code, and nothing of ours leaks. */
class FailuresTest {
  @ParameterizedTest
  @EnumSource(Kind.class)
  void refusal_crosses_the_bus_and_comes_back_as_it_was(Kind kind) {
    ReplyException reply = Failures.toReply(new JobException(kind, "key: rule, found 7"));
    assertThat(reply.failureType()).isEqualTo(ReplyFailure.RECIPIENT_FAILURE);
    assertThat(reply.failureCode()).isEqualTo(kind.code()).isBetween(400, 503);
    assertThat(reply).hasMessage("key: rule, found 7");
    JobException back = Failures.refusal(reply);
    assertThat(back.kind()).isEqualTo(kind);
    assertThat(back).hasMessage("key: rule, found 7");
  }

  @Test
  void codes_are_all_different() {
    assertThat(Arrays.stream(Kind.values()).map(Kind::code)).doesNotHaveDuplicates();
  }

  @Test
  void fault_shows_an_id_and_nothing_else() {
    ReplyException reply = Failures.toReply(new IllegalStateException("secret of ours"));
    assertThat(reply.failureCode()).isEqualTo(500);
    assertThat(reply.getMessage())
        .matches("an internal fault, which the log holds under id [0-9a-f-]{36}");
    assertThat(reply.getCause()).isNull();
    assertThat(Failures.toReply(new IllegalStateException("secret of ours")))
        .as("every fault has an id of its own")
        .hasMessageNotContaining(reply.getMessage());
  }

  @Test
  void no_handlers_is_unavailable() {
    JobException refusal = Failures.refusal(new ReplyException(ReplyFailure.NO_HANDLERS, "x"));
    assertThat(refusal.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(refusal).hasMessage("the tracker is not running");
  }

  @Test
  void timeout_is_unavailable() {
    JobException refusal = Failures.refusal(new ReplyException(ReplyFailure.TIMEOUT, "x"));
    assertThat(refusal.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(refusal)
        .hasMessage(
            "the tracker did not answer in time, it is not known whether it did what was asked");
  }

  @Test
  void only_a_timeout_leaves_open_what_became_of_a_change() {
    String discarded =
        "Discarded the request. address: __vertx.reply.1, repliedAddress: jobs.update";
    assertThat(mayHaveBeenDone(ReplyFailure.TIMEOUT, "Timed out after waiting 30000(ms)")).isTrue();
    assertThat(mayHaveBeenDone(ReplyFailure.TIMEOUT, discarded)).isFalse();
    assertThat(mayHaveBeenDone(ReplyFailure.NO_HANDLERS, "x")).isFalse();
  }

  private static boolean mayHaveBeenDone(ReplyFailure failure, String message) {
    return Failures.mayHaveBeenDone(Failures.refusal(new ReplyException(failure, message)));
  }

  @Test
  void unknown_code_is_a_fault() {
    ReplyException odd = new ReplyException(ReplyFailure.RECIPIENT_FAILURE, 418, "a teapot");
    assertThat(Failures.refusal(odd).kind()).isEqualTo(Kind.FAULT);
  }

  @Test
  void refusal_of_a_refusal_is_itself() {
    JobException refusal = new JobException(Kind.GONE, "gone");
    assertThat(Failures.refusal(refusal)).isSameAs(refusal);
    assertThat(refusal.getStackTrace()).isEmpty();
  }
}
