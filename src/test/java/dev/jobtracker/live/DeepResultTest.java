package dev.jobtracker.live;

import static dev.jobtracker.tracker.Bus.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.client.JobTracker;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.text.StrictJson;
import dev.jobtracker.web.RpcClient;
import dev.jobtracker.web.Server;
import dev.jobtracker.web.ServerNodes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Contract, sections 5 and 12: nesting counts in the text that a caller sends. The brackets that
 * nodes and servers put around a result are their own, and the deepest result is shown everywhere.
 */
class DeepResultTest {
  @RegisterExtension static final ServerNodes NODES = new ServerNodes();

  /** With the bracket of the message that carries it. */
  private static final int DEEPEST = StrictJson.MAX_DEPTH - 1;

  private static JsonArray deep(int brackets) {
    return new JsonArray("[".repeat(brackets) + "]".repeat(brackets));
  }

  @Test
  void deepest_result_passes_every_door_of_every_node() {
    Server active = NODES.start(new JsonObject());
    Server standby = NODES.start(new JsonObject());
    for (Server door : List.of(active, standby)) {
      JsonObject job = JsonObject.of("type", "import", "result", deep(DEEPEST));
      Server.Answer created = door.post("/api/jobs", job);
      assertThat(created.status()).as(created.body()).isEqualTo(201);
      for (Server other : List.of(active, standby)) {
        assertThat(other.get(Server.path(created.json())).json()).isEqualTo(created.json());
        assertThat(other.bus.get(created.json())).isEqualTo(created.json());
        JsonObject begun = new RpcClient(other).watchJob(created.json());
        assertThat(begun.getJsonArray("jobs")).containsExactly(created.json());
      }
    }
    Server.Answer tooDeep =
        standby.post("/api/jobs", JsonObject.of("type", "a", "result", deep(DEEPEST + 1)));
    assertThat(tooDeep.status()).isEqualTo(400);
  }

  @Test
  void conflict_shows_the_job_with_the_deepest_result() {
    Server active = NODES.start(new JsonObject());
    Server standby = NODES.start(new JsonObject());
    JsonObject job = active.create("import");
    JsonObject end = JsonObject.of("status", "completed", "result", deep(DEEPEST));
    JsonObject ended = active.patch(Server.path(job), end).json();
    for (Server door : List.of(active, standby)) {
      Server.Answer refused = door.patch(Server.path(job), JsonObject.of("status", "running"));
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.json().getJsonObject("job")).isEqualTo(ended);
    }
  }

  @Test
  void deepest_result_is_told_at_a_standby_and_breaks_no_link() {
    Server active = NODES.start(new JsonObject());
    Server standby = NODES.start(new JsonObject());
    JsonObject job = active.create("import");
    RpcClient client = new RpcClient(standby);
    client.watchJob(job);
    for (int brackets = DEEPEST - 3; brackets <= DEEPEST; brackets++) {
      JsonObject changed =
          active.patch(Server.path(job), JsonObject.of("result", deep(brackets))).json();
      assertThat(client.changed()).isEqualTo(changed);
    }
  }

  /** Several reads of one turn go as a batch, which has a bracket more. */
  @Test
  void connected_client_reads_and_follows_the_deepest_result() {
    Server server = NODES.start(new JsonObject());
    JsonObject job =
        server.post("/api/jobs", JsonObject.of("type", "a", "result", deep(DEEPEST))).json();
    Vertx vertx = Vertx.vertx();
    try {
      JobTracker tracker =
          await(JobTracker.connect(vertx, "http://127.0.0.1:" + server.port, null));
      String id = job.getString("task_id");
      List<Job> seen = new CopyOnWriteArrayList<>();
      Future<Job> end = tracker.follow(id, seen::add);
      Promise<List<Job>> read = Promise.promise();
      vertx.runOnContext(
          turn -> {
            List<Future<Job>> reads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
              reads.add(tracker.get(id));
            }
            Future.all(reads).map(all -> all.<Job>list()).onComplete(read);
          });
      String result = deep(DEEPEST).encode();
      assertThat(await(read.future())).extracting(Job::result).containsOnly(result).hasSize(3);
      server.bus.update(job, JsonObject.of("status", "completed"));
      assertThat(await(end).status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(seen).extracting(Job::result).containsOnly(result);
    } finally {
      await(vertx.close());
    }
  }
}
