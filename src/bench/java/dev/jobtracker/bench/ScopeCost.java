package dev.jobtracker.bench;

import dev.jobtracker.web.Jwt;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** What a scope costs: the same calls with a token that has one and with one that has none. */
final class ScopeCost {
  private static final Path CONF = Path.of("target", "bench", "scope.json");
  private static final int CONNECTIONS = 64;
  private static final int OWN = 1_000;
  private static final int WATCHED = 50;
  private static final int WATCHERS_OF_EACH = 20;
  private static final int PACE = 40;
  private static final int FOREIGN = 60_000;
  private static final String JOBS = "/api/jobs?page_size=50";
  private static final int OWNERS = 100;
  private static final int WARM_UPS = 10;
  private static final String BEARER = "Bearer ";

  /** The header of a caller who may see all jobs, and of one who may see those of one owner. */
  private static final String ALL = header(Jwt.claims("write"));

  private static final String OWNER =
      header(Jwt.claims("write").put("labels", JsonObject.of("owner", "me")));

  private ScopeCost() {}

  static List<Figure> measure() throws Exception {
    Files.createDirectories(CONF.getParent());
    Files.writeString(CONF, Jwt.config().encode());
    try (ServerProcess crowded = ServerProcess.configured(CONF);
        ServerProcess alone = ServerProcess.configured(CONF)) {
      // One's own jobs lie in the middle of those of others.
      foreign(crowded);
      List<String> ids = own(crowded);
      foreign(crowded);
      warm(alone, own(alone).get(0));
      String get = "/api/jobs/" + ids.get(0);
      String filtered = JOBS + "&label=owner:me";
      return List.of(
          rates(
              "GET with a scope, floor = without",
              () -> load(crowded, get, OWNER),
              () -> load(crowded, get, ALL)),
          rates(
              "list with a scope, floor = without, the same filter",
              () -> load(crowded, JOBS, OWNER),
              () -> load(crowded, filtered, ALL)),
          rates(
              "the same list among 60,000 of others, floor = no others",
              () -> load(crowded, JOBS, OWNER),
              () -> load(alone, JOBS, OWNER)),
          watches(crowded, ids));
    }
  }

  /** The crowded one has answered much by the time that both are compared, and is fast by then. */
  private static void warm(ServerProcess server, String id) throws IOException {
    for (int i = 0; i < WARM_UPS; i++) {
      load(server, "/api/jobs/" + id, OWNER);
      load(server, JOBS, OWNER);
    }
  }

  private static Figure rates(String work, Callable<HttpSample> scoped, Callable<HttpSample> floor)
      throws Exception {
    return Rounds.of(scoped, floor).figure(work, "/s", "ratio at least 0.90", HttpSample::rate);
  }

  private static HttpSample load(ServerProcess server, String path, String caller)
      throws IOException {
    byte[] request = HttpRequests.get(path, caller);
    return HttpLoad.closed(server, () -> new Repeated(request)).run(CONNECTIONS, Rounds.SECONDS);
  }

  private static Figure watches(ServerProcess server, List<String> ids) throws Exception {
    Crowd scoped =
        new Crowd(server.forCaller(OWNER), ids.subList(0, WATCHED / 2), WATCHERS_OF_EACH);
    Crowd free =
        new Crowd(server.forCaller(ALL), ids.subList(WATCHED / 2, WATCHED), WATCHERS_OF_EACH);
    try {
      return Rounds.of(
              () -> scoped.work(PACE, Rounds.SECONDS), () -> free.work(PACE, Rounds.SECONDS))
          .figure(
              "watch with a scope, floor = without, CPU each",
              "us",
              "ratio at most 1.10",
              FanoutSample::cpu);
    } finally {
      scoped.close();
      free.close();
    }
  }

  private static List<String> own(ServerProcess server) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    String jobs = "http://127.0.0.1:" + server.address().getPort() + "/api/jobs";
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < OWN; i++) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(jobs))
              .POST(BodyPublishers.ofString(job("me")))
              .header("Content-Type", "application/json")
              .header("Authorization", BEARER + Jwt.hs256(Jwt.claims("write")))
              .build();
      String job = client.send(request, BodyHandlers.ofString()).body();
      if (i < WATCHED) {
        ids.add(Text.value(job, "task_id"));
      }
    }
    return ids;
  }

  /** Creates half of the jobs of others, for a hundred owners. */
  private static void foreign(ServerProcess server) throws IOException {
    AtomicInteger left = new AtomicInteger(FOREIGN / 2);
    while (left.get() > 0) {
      HttpLoad.closed(server, () -> new Creating(left)).run(CONNECTIONS, 0.2);
    }
  }

  private static String job(String owner) {
    return "{\"type\":\"import\",\"labels\":{\"owner\":\"" + owner + "\"}}";
  }

  private static String header(JsonObject claims) {
    return "Authorization: " + BEARER + Jwt.hs256(claims) + "\r\n";
  }

  private record Repeated(byte[] request) implements HttpScript {
    @Override
    public byte[] next() {
      return request;
    }

    @Override
    public void answered(byte[] answer, int length) {}
  }

  private record Creating(AtomicInteger left) implements HttpScript {
    @Override
    public byte[] next() {
      int owner = left.getAndDecrement() % OWNERS;
      return HttpRequests.post("/api/jobs", job("other" + owner), ALL);
    }

    @Override
    public void answered(byte[] answer, int length) {}
  }
}
