package dev.jobtracker.live;

import static dev.jobtracker.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.client.JobTracker;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.Server;
import dev.jobtracker.web.ServerNodes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Contract, section 12: who watches at a node that stands by stays connected while the active one
 * changes, never sees a job go back, and ends on the newest state.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class NodeWatchersTest {
  @RegisterExtension static final ServerNodes NODES = new ServerNodes();

  private static final int HANDOVERS = 2;
  private static final long DEADLINE_SECONDS = 30;
  private final List<View> views = new ArrayList<>();

  private static String role(Server node) {
    return node.get("/health/ready").json().getString("role");
  }

  private View view(String name) {
    View view = new View(name);
    views.add(view);
    return view;
  }

  @Test
  void watchers_of_a_job_at_a_standby_end_on_its_newest_state_through_handovers() {
    Server active = NODES.start(new JsonObject());
    Server standby = NODES.start(new JsonObject());
    JsonObject job = standby.bus.create("import");
    String path = Server.path(job);
    JsonObject watch = new JsonObject().put("task_id", job.getString("task_id"));
    Bus.await(Follower.socket(standby, view("socket"), watch));
    Bus.await(Follower.stream(standby, view("stream"), path + "/events"));
    Follower.poller(standby, view("poll"), path);
    Follower.poller(standby, view("second poll"), path);
    JsonObject last;
    try (Traffic traffic = new Traffic(standby)) {
      traffic.update(job.getString("task_id"));
      for (int i = 0; i < HANDOVERS; i++) {
        traffic.awaitMore(100);
        NODES.stop(active);
        eventually(() -> assertThat(role(standby)).isEqualTo("active"));
        traffic.awaitMore(100);
        active = NODES.start(new JsonObject());
      }
      last = traffic.end(job);
    }
    for (View view : views) {
      awaitView(view, () -> Map.of(job.getString("task_id"), last));
    }
  }

  @Test
  void watchers_of_filters_at_a_standby_end_on_what_is_listed() {
    Server active = NODES.start(new JsonObject());
    Server standby = NODES.start(new JsonObject());
    List<JsonObject> filters =
        List.of(
            new JsonObject(),
            new JsonObject().put("status", "running"),
            JsonObject.of("type", "b", "status", "pending"));
    List<String> queries = List.of("", "?status=running", "?type=b&status=pending");
    try (Traffic traffic = new Traffic(standby)) {
      traffic.liveAndDie(1);
      traffic.awaitMore(200);
      for (int i = 0; i < filters.size(); i++) {
        Bus.await(Follower.socket(standby, view("socket " + i), filters.get(i)));
        Bus.await(Follower.stream(standby, view("stream " + i), "/api/events" + queries.get(i)));
      }
      traffic.awaitMore(200);
      NODES.stop(active);
      traffic.awaitMore(400);
    }
    for (int i = 0; i < views.size(); i++) {
      JsonObject filter = filters.get(i / 2);
      awaitView(views.get(i), () -> listed(standby, filter));
    }
  }

  @Test
  void follower_over_the_bus_of_a_standby_sees_an_end_whose_event_was_lost() {
    Server active = NODES.start(new JsonObject());
    Server standby = NODES.start(new JsonObject());
    JsonObject job = standby.bus.create("import");
    Promise<Void> lost = Promise.promise();
    standby
        .vertx
        .eventBus()
        .<JsonObject>addInboundInterceptor(
            delivery -> {
              if (!delivery.message().address().startsWith("jobs.events.")) {
                delivery.next();
              } else if (isCompleted(delivery.message().body())) {
                lost.tryComplete();
              }
            });
    Promise<Void> first = Promise.promise();
    Future<Job> end =
        new JobTracker(standby.vertx)
            .follow(job.getString("task_id"), state -> first.tryComplete());
    // As no event reaches the follower, this state is what it has looked up itself.
    Bus.await(first.future());
    standby.bus.update(job, JsonObject.of("status", "completed"));
    Bus.await(lost.future());
    NODES.stop(active);
    assertThat(Bus.await(end).status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void reporter_over_the_bus_of_a_standby_counts_exactly() {
    Server active = NODES.start(new JsonObject());
    Server standby = NODES.start(new JsonObject());
    int steps = 2_000;
    AtomicBoolean half = new AtomicBoolean();
    Promise<Void> halfDone = Promise.promise();
    Future<Job> tracked =
        new JobTracker(standby.vertx)
            .track(
                "import",
                job -> {
                  Promise<Void> done = Promise.promise();
                  int[] count = {0};
                  standby.vertx.setPeriodic(
                      1,
                      timer -> {
                        job.add(1);
                        if (++count[0] == steps / 2 && half.compareAndSet(false, true)) {
                          halfDone.complete();
                        }
                        if (count[0] == steps) {
                          standby.vertx.cancelTimer(timer);
                          done.complete();
                        }
                      });
                  return done.future();
                });
    Bus.await(halfDone.future());
    NODES.stop(active);
    Job job = Bus.await(tracked);
    assertThat(job.done()).isEqualTo((double) steps);
  }

  private static boolean isCompleted(JsonObject job) {
    return "completed".equals(job.getString("status"));
  }

  private static Map<String, JsonObject> listed(Server node, JsonObject filter) {
    Map<String, JsonObject> jobs = new HashMap<>();
    JsonObject page = node.bus.call("jobs.list", filter.copy().put("page_size", 100));
    assertThat(page.getValue("next_page_token")).isNull();
    JsonArray found = page.getJsonArray("jobs");
    found.forEach(job -> jobs.put(((JsonObject) job).getString("task_id"), (JsonObject) job));
    return jobs;
  }

  private static void awaitView(View view, Supplier<Map<String, JsonObject>> expected) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!view.awaitEquals(expected.get())) {
      if (System.nanoTime() > end) {
        assertThat(view.jobs()).isEqualTo(expected.get());
      }
    }
    view.check();
  }
}
