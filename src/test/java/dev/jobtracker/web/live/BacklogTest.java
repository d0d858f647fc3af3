package dev.jobtracker.web.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a connection is told after its first states. */
class BacklogTest {
  private final List<String> told = new ArrayList<>();
  private final Backlog backlog =
      new Backlog(
          new Backlog.Line() {
            @Override
            public boolean isFull() {
              return false;
            }

            @Override
            public void send(JobNews news, Detail detail) {
              told.add(news.taskId() + " " + news.revision());
            }
          });

  private static JobNews job(int number, int revision) {
    return JobNews.of(
        new JsonObject()
            .put("task_id", "import_%08x".formatted(number))
            .put("created_at", "2026-02-06T04:00:27.123456Z")
            .put("revision", revision));
  }

  private void showFirst(int number, int revision) {
    JobNews news = job(number, revision);
    backlog.toldFirst(news.taskId(), news.version(), Detail.FULL);
  }

  @Test
  void what_a_first_state_showed_is_not_told_again() {
    showFirst(1, 5);
    backlog.offer(job(1, 5), Detail.FULL);
    assertThat(told).isEmpty();
    backlog.offer(job(1, 6), Detail.FULL);
    assertThat(told).containsExactly("import_00000001 6");
  }

  /** A client may begin and end watches without end between two pings. */
  @Test
  void first_states_of_the_last_jobs_alone_are_remembered() {
    for (int number = 0; number <= Backlog.MAX_FIRST; number++) {
      showFirst(number, 1);
    }
    backlog.offer(job(0, 1), Detail.FULL);
    assertThat(told).as("forgotten").containsExactly("import_00000000 1");
    backlog.offer(job(1, 1), Detail.FULL);
    backlog.offer(job(Backlog.MAX_FIRST, 1), Detail.FULL);
    assertThat(told).as("remembered").hasSize(1);
  }
}
