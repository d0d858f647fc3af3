package dev.jobtracker.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The HTTP door of the program, against a bare Vert.x server that answers with a fixed job. */
final class HttpWork {
  private static final int CONNECTIONS = 64;
  private static final String CREATE =
      "{\"type\":\"import\",\"title\":\"Holiday pictures\",\"total\":900,\"unit\":\"files\"}";

  private HttpWork() {}

  /** One job is asked for again and again. */
  static List<Figure> get() throws Exception {
    try (ServerProcess tracker = ServerProcess.tracker()) {
      String job = runningJob(tracker);
      byte[] request = HttpRequests.get("/api/jobs/" + Text.value(job, "task_id"));
      Supplier<HttpScript> scripts = () -> new Repeated(request);
      try (ServerProcess floor = ServerProcess.floor(job)) {
        Rounds<HttpSample> rounds =
            Rounds.of(
                () -> HttpLoad.closed(tracker, scripts).run(CONNECTIONS, Rounds.SECONDS),
                () -> HttpLoad.closed(floor, scripts).run(CONNECTIONS, Rounds.SECONDS));
        return figures("GET a job, 64 connections", rounds, "ratio at least 0.60");
      }
    }
  }

  /** Jobs are created, updated twenty times and read twenty times. */
  static List<Figure> mixed() throws Exception {
    try (ServerProcess tracker = ServerProcess.tracker();
        ServerProcess floor = ServerProcess.floor(runningJob(tracker))) {
      Rounds<HttpSample> rounds =
          Rounds.of(
              () -> HttpLoad.closed(tracker, MixedScript::new).run(CONNECTIONS, Rounds.SECONDS),
              () -> HttpLoad.closed(floor, MixedScript::new).run(CONNECTIONS, Rounds.SECONDS));
      return figures("1 create : 20 updates : 20 gets", rounds, "ratio at least 0.50");
    }
  }

  /** The same two with one and with two web instances, against as many bare event loops. */
  static List<Figure> instances() throws Exception {
    List<Figure> figures = new ArrayList<>();
    for (int instances : new int[] {1, 2}) {
      String with = ", web instances: " + instances;
      try (ServerProcess tracker = ServerProcess.tracker(instances);
          ServerProcess floor = ServerProcess.floor(runningJob(tracker), instances)) {
        String job = runningJob(tracker);
        byte[] request = HttpRequests.get("/api/jobs/" + Text.value(job, "task_id"));
        figures.addAll(both("GET a job" + with, tracker, floor, () -> new Repeated(request), 0.65));
        figures.addAll(both("1 : 20 : 20" + with, tracker, floor, MixedScript::new, 0.60));
      }
    }
    return figures;
  }

  private static List<Figure> both(
      String work,
      ServerProcess tracker,
      ServerProcess floor,
      Supplier<HttpScript> scripts,
      double goal)
      throws Exception {
    Rounds<HttpSample> rounds =
        Rounds.of(
            () -> HttpLoad.closed(tracker, scripts).run(CONNECTIONS, Rounds.SECONDS),
            () -> HttpLoad.closed(floor, scripts).run(CONNECTIONS, Rounds.SECONDS));
    String most = String.format(Locale.ROOT, "ratio at most %.2f", 1 / goal);
    return List.of(
        rounds.figure(work, "/s", "ratio at least " + goal, HttpSample::rate),
        rounds.figure(work + ", server CPU", "us", most, HttpSample::cpu),
        rounds.figure(work + ", load's own CPU", "us", "-", HttpSample::loader));
  }

  private static List<Figure> figures(String work, Rounds<HttpSample> rounds, String goal) {
    return List.of(
        rounds.figure(work, "/s", goal, HttpSample::rate),
        rounds.figure(work + ", p50", "us", "-", HttpSample::p50),
        rounds.figure(work + ", p99", "us", "ratio at most 2", HttpSample::p99),
        rounds.figure(work + ", server CPU", "us", "-", HttpSample::cpu));
  }

  /** Creates a job that runs, and returns it as the tracker shows it. */
  static String runningJob(ServerProcess server) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    String jobs = "http://127.0.0.1:" + server.address().getPort() + "/api/jobs";
    String id = Text.value(send(client, "POST", jobs, CREATE), "task_id");
    String update = "{\"done\":312,\"current_step\":\"Reading picture 312\"}";
    return send(client, "PATCH", jobs + "/" + id, update);
  }

  /** Asks for a path and returns the body of the answer. */
  static String body(ServerProcess server, String path) throws IOException, InterruptedException {
    String uri = "http://127.0.0.1:" + server.address().getPort() + path;
    return send(HttpClient.newHttpClient(), "GET", uri, "");
  }

  private static String send(HttpClient client, String method, String uri, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(uri))
            .method(method, BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .build();
    return client.send(request, BodyHandlers.ofString()).body();
  }

  private record Repeated(byte[] request) implements HttpScript {
    @Override
    public byte[] next() {
      return request;
    }

    @Override
    public void answered(byte[] answer, int length) {}
  }
}
