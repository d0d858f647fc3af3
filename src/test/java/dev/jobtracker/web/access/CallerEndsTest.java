package dev.jobtracker.web.access;

import static dev.jobtracker.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.TestClock;
import dev.jobtracker.config.AuthConfig;
import dev.jobtracker.config.Config;
import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.RpcClient;
import dev.jobtracker.web.Server;
import dev.jobtracker.web.Tokens;
import dev.jobtracker.web.limit.LimitHits;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session that ends takes with it what it has opened. */
class CallerEndsTest {
  private final TestClock clock = new TestClock();
  private final JsonObject auth = Tokens.auth().put("max_sessions", 2);
  private final JsonObject bridge = new JsonObject().put("enabled", true);
  private final Server server =
      new Server(new JsonObject().put("auth", auth).put("bridge", bridge), 2, clock);
  private final HttpClient http = server.vertx.createHttpClient();

  @AfterEach
  void close() {
    server.close();
  }

  private Future<HttpClientResponse> open(String path, String... headers) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost("127.0.0.1")
            .setPort(server.port)
            .setURI(path);
    for (int i = 0; i < headers.length; i += 2) {
      options.addHeader(headers[i], headers[i + 1]);
    }
    return http.request(options).compose(request -> request.send());
  }

  @Test
  void signing_out_closes_sockets_streams_and_polls_of_the_session_only() {
    String[] session = Tokens.session(server, "read");
    String[] other = Tokens.session(server, "read");
    JsonObject job = server.bus.create("import");
    RpcClient socket = new RpcClient(server, session);
    RpcClient bridged = new RpcClient(server, "/eventbus/websocket", session);
    RpcClient ofOther = new RpcClient(server, other);
    RpcClient ofToken = new RpcClient(server, Tokens.bearer("read"));
    Future<Void> stream = Bus.await(open("/api/events", session).map(HttpClientResponse::end));
    Future<HttpClientResponse> poll =
        open(Server.path(job), "Cookie", session[1], "Prefer", "wait=60", "If-None-Match", "\"1\"");
    awaitPolls(1);
    server.delete("/api/session", session);
    assertThat(socket.closeCode()).isEqualTo(1008);
    assertThat(bridged.closeCode()).isEqualTo(1008);
    Bus.await(stream);
    assertThat(Bus.await(poll).statusCode()).isEqualTo(401);
    assertThat(server.get("/api/jobs", session).status()).isEqualTo(401);
    assertThat(ofOther.isQuiet()).isTrue();
    assertThat(ofToken.isQuiet()).isTrue();
  }

  @Test
  void time_ends_a_session_and_its_socket() {
    RpcClient socket = new RpcClient(server, Tokens.session(server, "read"));
    clock.advance(Duration.ofHours(12));
    assertThat(socket.closeCode()).isEqualTo(1008);
  }

  @Test
  void what_is_open_is_use_of_its_session_until_it_ends() {
    Sessions sessions = new Sessions(config(), clock, new LimitHits());
    CallerEnds ends = new CallerEnds(sessions, clock);
    String open = sessions.begin(Grant.OPEN);
    String idle = sessions.begin(Grant.OPEN);
    List<String> ended = new ArrayList<>();
    Runnable leave = ends.onEnd(caller(open), () -> ended.add("first"));
    ends.onEnd(caller(open), () -> ended.add("second"));
    sessions.grant(idle);
    ends.look();
    sessions.begin(Grant.OPEN);
    assertThat(sessions.grant(idle)).as("evicted").isNull();
    leave.run();
    sessions.end(open);
    ends.look();
    ends.look();
    assertThat(ended).containsExactly("second");
  }

  private AuthConfig config() {
    return Config.from(new JsonObject().put("auth", auth)).auth();
  }

  private static Caller caller(String session) {
    return new Caller(Grant.OPEN, session, false);
  }

  /** Returns once this many polls wait. */
  private void awaitPolls(int count) {
    String sample = "jobtracker_live_clients{door=\"poll\"} " + count + ".0\n";
    eventually(
        () -> assertThat(server.get("/metrics", Tokens.bearer("read")).body()).contains(sample));
  }
}
