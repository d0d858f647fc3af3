package dev.jobtracker.client;

import static dev.jobtracker.tracker.Bus.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;
import dev.jobtracker.job.JobFilter;
import dev.jobtracker.job.JobPage;
import dev.jobtracker.job.JobQuery;
import dev.jobtracker.job.JobStats;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JobTrackerTest extends WithTracker {
  private static Kind kindOf(Future<?> failing) {
    try {
      throw new AssertionError("succeeded with " + await(failing));
    } catch (JobException refusal) {
      return refusal.kind();
    }
  }

  @Test
  void create_carries_every_key() {
    NewJob asked =
        NewJob.of("scan")
            .withTitle("A scan")
            .withLabels(Map.of("team", "a"))
            .withTotal(7.0, "files")
            .withHeartbeatTimeout(9);
    Job job = await(tracker.create(asked));
    assertThat(job.taskId()).matches("scan_[0-9a-f]{8}");
    assertThat(job.title()).isEqualTo("A scan");
    assertThat(job.labels()).isEqualTo(Map.of("team", "a"));
    assertThat(job.total()).isEqualTo(7);
    assertThat(job.unit()).isEqualTo("files");
    assertThat(job.heartbeatTimeout()).isEqualTo(9);
  }

  @Test
  void create_if_absent_tells_whether_it_created() {
    NewJob own = NewJob.of("scan").withTaskId("scan_my-own-id");
    assertThat(await(tracker.createIfAbsent(own)).created()).isTrue();
    assertThat(await(tracker.createIfAbsent(own)).created()).isFalse();
  }

  @Test
  void update_get_cancel_delete_follow_one_job() {
    String id = await(tracker.create(NewJob.of("scan"))).taskId();
    JobUpdate half = JobUpdate.builder().progress(0.5).result("{\"a\":[1,null]}").build();
    assertThat(await(tracker.update(id, half)).progress()).isEqualTo(0.5);
    assertThat(await(tracker.get(id)).result()).isEqualTo("{\"a\":[1,null]}");
    Job asked = await(tracker.cancel(id, "no need"));
    assertThat(asked.cancelRequested()).isTrue();
    assertThat(asked.cancelReason()).isEqualTo("no need");
    await(tracker.delete(id));
    assertThat(kindOf(tracker.get(id))).isEqualTo(Kind.GONE);
  }

  @Test
  void list_stats_clear_speak_of_all_jobs() {
    await(tracker.create(NewJob.of("scan")));
    Job second = await(tracker.create(NewJob.of("copy")));
    JobPage page = await(tracker.list(new JobQuery(JobFilter.ALL, 1, null)));
    assertThat(page.jobs()).extracting(Job::taskId).containsExactly(second.taskId());
    JobPage rest = await(tracker.list(new JobQuery(JobFilter.ALL, 1, page.nextPageToken())));
    assertThat(rest.jobs()).extracting(Job::type).containsExactly("scan");
    assertThat(rest.nextPageToken()).isNull();
    JobFilter running = new JobFilter(Set.of(JobStatus.RUNNING), null, Map.of(), null);
    assertThat(await(tracker.list(new JobQuery(running, 10, null))).jobs()).isEmpty();
    JobStats stats = await(tracker.stats());
    assertThat(stats.total()).isEqualTo(2);
    assertThat(stats.byType().get("scan")).containsEntry(JobStatus.PENDING, 1);
    assertThat(stats.counters()).containsEntry("created", 2L);
    assertThat(await(tracker.clear())).isEqualTo(2);
  }

  @Test
  void refusals_are_job_exceptions_with_their_sentence() {
    assertThatThrownBy(() -> await(tracker.get("scan_00000000")))
        .isInstanceOf(JobException.class)
        .hasMessage("task_id: there is no job \"scan_00000000\"");
    JobUpdate broken = JobUpdate.builder().result("{broken").build();
    assertThat(kindOf(tracker.update("scan_00000000", broken))).isEqualTo(Kind.INVALID);
    await(vertx.undeploy(deployment));
    assertThat(kindOf(tracker.stats())).isEqualTo(Kind.UNAVAILABLE);
  }
}
