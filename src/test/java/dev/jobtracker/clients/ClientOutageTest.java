package dev.jobtracker.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.process.Ports;
import dev.jobtracker.process.ProgramProcess;
import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.Server;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The clients beside a server that is away, hangs, refuses, is slow, or is killed: the work goes
 * on.
 */
class ClientOutageTest {
  private static final JsonObject IMPORT = JsonObject.of("type", "import");

  private final Vertx vertx = Vertx.vertx();

  @TempDir Path folder;

  @AfterEach
  void close() {
    Bus.await(vertx.close());
  }

  /** All at once, since each tries its last word for ten seconds. */
  @Test
  void server_that_is_absent_or_hangs_or_refuses_costs_a_warning_and_not_the_work()
      throws Exception {
    JsonArray tokens = JsonArray.of(token());
    JsonObject closed = JsonObject.of("auth", JsonObject.of("tokens", tokens));
    List<Worker> workers = new ArrayList<>();
    try (Server refuses = new Server(closed);
        Socket absent = new Socket()) {
      int hangs = listen(socket -> {});
      // Nobody listens on a port that is only kept.
      absent.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
      for (int port : new int[] {refuses.port, hangs, absent.getLocalPort()}) {
        for (Language language : Language.values()) {
          workers.add(worker(language, port).tell("count", 1000));
        }
      }
      for (Worker worker : workers) {
        worker.awaitWord("did count");
      }
      for (Worker worker : workers) {
        worker.finish();
      }
      for (Worker worker : workers) {
        assertThat(worker.exitCode()).as(worker.err()).isZero();
        assertThat(worker.out()).endsWith("the work is done\n");
        assertThat(worker.err()).contains("its end could not be reported");
      }
      assertThat(workers.get(0).err()).contains("Authorization");
      assertThat(workers.get(1).err()).contains("Authorization");
    } finally {
      workers.forEach(Worker::close);
    }
  }

  private static JsonObject token() {
    return JsonObject.of("name", "n", "token", "t0ken", "may", JsonArray.of("write"));
  }

  @ParameterizedTest
  @EnumSource
  void slow_server_has_the_whole_job_at_the_end(Language language) throws Exception {
    try (Server server = new Server();
        Worker worker = worker(language, slow(server.port))) {
      worker.tell("count", 1000).tell("step", "Last");
      assertThat(worker.end()).as(worker.err()).isZero();
      JsonObject job = server.get("/api/jobs/" + worker.taskId()).json();
      assertThat(job.getString("status")).isEqualTo("completed");
      assertThat(job.getDouble("done")).isEqualTo(1000);
      assertThat(job.getString("current_step")).isEqualTo("Last");
    }
  }

  /** Returns the port of a way to the server on which every answer takes 300 ms longer. */
  private int slow(int port) {
    NetClient client = vertx.createNetClient();
    return listen(
        in -> {
          in.pause();
          client
              .connect(port, "127.0.0.1")
              .onSuccess(
                  out -> {
                    out.handler(answer -> vertx.setTimer(300, late -> in.write(answer)));
                    in.handler((Buffer asked) -> out.write(asked));
                    in.closeHandler(end -> out.close());
                    in.resume();
                  });
        });
  }

  private int listen(Consumer<NetSocket> each) {
    NetServer server = vertx.createNetServer().connectHandler(each::accept);
    return Bus.await(server.listen(0, "127.0.0.1")).actualPort();
  }

  @ParameterizedTest
  @EnumSource
  void server_that_is_killed_and_back_gets_the_whole_job_again(Language language) throws Exception {
    Worker worker;
    int port;
    JsonObject conf = JsonObject.of("http", JsonObject.of("port", Ports.ofOnesOwn()));
    try (ProgramProcess first = ProgramProcess.in(folder).conf(conf).start()) {
      port = first.port();
      worker = worker(language, port).tell("total", 10, "rows").tell("add", 3).tell("step", "Half");
      await(port, worker, "Half");
      first.process().kill();
    }
    try (worker;
        ProgramProcess second = ProgramProcess.in(folder).conf(conf).start()) {
      assertThat(second.port()).isEqualTo(port);
      worker.tell("add", 4);
      assertThat(worker.end()).as(worker.err()).isZero();
      JsonObject job = new JsonObject(get(port, worker, "0").body());
      assertThat(job.getString("status")).isEqualTo("completed");
      assertThat(job.getDouble("done")).isEqualTo(7);
      assertThat(job.getDouble("total")).isEqualTo(10);
      assertThat(job.getString("current_step")).isEqualTo("Half");
    }
  }

  private Worker worker(Language language, int port) {
    return new Worker(language, folder, "http://127.0.0.1:" + port, IMPORT);
  }

  private static void await(int port, Worker worker, String step) throws Exception {
    HttpResponse<String> answer = get(port, worker, "0");
    while (answer.statusCode() == 404 || !answer.body().contains(step)) {
      answer = get(port, worker, answer.headers().firstValue("ETag").orElse("\"0\""));
    }
  }

  private static HttpResponse<String> get(int port, Worker worker, String etag) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + "/api/jobs/" + worker.taskId());
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("If-None-Match", etag)
            .header("Prefer", "wait=5")
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
