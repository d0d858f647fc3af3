package dev.jobtracker.web.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.job.JobFilter;
import dev.jobtracker.job.Scope;
import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.limit.LimitHits;
import dev.jobtracker.web.limit.TrackerGateway;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waits while an event loop is behind the tracker. */
class LiveFeedTest {
  private static final int JOBS = 10;
  private static final int CHANGES = 1_000;

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final LiveFeed feed =
      new LiveFeed(vertx, new TrackerGateway(vertx, new LimitHits(), Duration.ofSeconds(10)));
  private final List<String> told = new ArrayList<>();
  private final Watcher watcher =
      new Watcher(Scope.ALL) {
        @Override
        public boolean isOver() {
          return false;
        }

        @Override
        public void hear(JobNews news, Detail detail) {
          told.add(news.taskId() + (news.isRemoval() ? " gone" : " " + news.revision()));
        }
      };

  @BeforeEach
  void watch() {
    onLoop(() -> feed.watch(JobFilter.ALL, watcher));
    Promise<Void> started = Promise.promise();
    loop.runOnContext(now -> feed.start().onComplete(started));
    Bus.await(started.future());
  }

  @AfterEach
  void close() {
    Bus.await(vertx.close());
  }

  private void onLoop(Runnable action) {
    Promise<Void> done = Promise.promise();
    loop.runOnContext(
        now -> {
          action.run();
          done.complete();
        });
    Bus.await(done.future());
  }

  private static String id(int job) {
    return "import_0000000" + job;
  }

  private void publish(String event, JsonObject body) {
    vertx.eventBus().publish("jobs.events", body, new DeliveryOptions().addHeader("event", event));
  }

  private void publishChange(int job, int revision) {
    publishChange(job, revision, "2026-02-06T04:00:27.123456Z");
  }

  private void publishChange(int job, int revision, String createdAt) {
    publish(
        "changed",
        new JsonObject()
            .put("task_id", id(job))
            .put("type", "import")
            .put("status", "running")
            .put("created_at", createdAt)
            .put("revision", revision));
  }

  /** Publishes while the loop does something else, and returns when all of it is told. */
  private void whileBehind(Runnable publications) {
    CountDownLatch behind = new CountDownLatch(1);
    Future<Void> free =
        Future.future(
            promise ->
                loop.runOnContext(
                    now -> {
                      try {
                        behind.await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                      promise.complete();
                    }));
    publications.run();
    behind.countDown();
    Bus.await(free);
    // What took the loop too long is told in one more turn, so each job may have one of its own.
    for (int turn = 0; turn < JOBS + 2; turn++) {
      onLoop(() -> {});
    }
  }

  @Test
  void loop_that_is_behind_tells_the_newest_state_of_each_job_and_no_other() {
    whileBehind(
        () -> {
          for (int i = 0; i < JOBS * CHANGES; i++) {
            publishChange(i % JOBS, i / JOBS + 1);
          }
        });
    assertThat(told)
        .containsExactly(
            java.util.stream.IntStream.range(0, JOBS)
                .mapToObj(job -> id(job) + " " + CHANGES)
                .toArray(String[]::new));
  }

  @Test
  void last_state_of_a_job_is_told_before_its_removal() {
    whileBehind(
        () -> {
          publishChange(1, 1);
          publishChange(1, 2);
          publish("removed", new JsonObject().put("task_id", id(1)).put("reason", "deleted"));
        });
    assertThat(told).containsExactly(id(1) + " 2", id(1) + " gone");
  }

  @Test
  void news_that_wait_are_told_before_an_answer_that_is_newer() {
    whileBehind(
        () -> {
          publishChange(1, 1);
          publishChange(2, 1);
          loop.runOnContext(
              now -> {
                feed.catchUp(id(2));
                told.add("answer");
              });
        });
    assertThat(told).containsExactly(id(2) + " 1", "answer", id(1) + " 1");
  }

  @Test
  void publication_that_nobody_can_read_keeps_nobody_from_the_next() {
    whileBehind(
        () -> {
          publish("changed", new JsonObject().put("task_id", id(3)).put("revision", 1));
          publishChange(1, 1);
        });
    publishChange(1, 2);
    onLoop(() -> {});
    onLoop(() -> {});
    assertThat(told).containsExactly(id(1) + " 1", id(1) + " 2");
  }

  @Test
  void removal_is_told_before_the_job_that_uses_its_id_again() {
    whileBehind(
        () -> {
          publishChange(1, 8);
          publish("removed", new JsonObject().put("task_id", id(1)).put("reason", "cleared"));
          publishChange(1, 1);
        });
    assertThat(told).containsExactly(id(1) + " 8", id(1) + " gone", id(1) + " 1");
  }

  @Test
  void job_that_was_given_back_to_another_tracker_is_told_although_its_revision_is_lower() {
    whileBehind(() -> publishChange(1, 8));
    whileBehind(() -> publishChange(1, 3, "2026-02-06T05:00:00.000000Z"));
    whileBehind(() -> publishChange(1, 3, "2026-02-06T05:00:00.000000Z"));
    assertThat(told).containsExactly(id(1) + " 8", id(1) + " 3");
  }

  @Test
  void job_that_was_given_back_to_another_tracker_replaces_news_of_the_one_before() {
    whileBehind(
        () -> {
          publishChange(1, 8);
          publishChange(1, 3, "2026-02-06T05:00:00.000000Z");
          publishChange(1, 2, "2026-02-06T05:00:00.000000Z");
        });
    assertThat(told).containsExactly(id(1) + " 3");
  }
}
