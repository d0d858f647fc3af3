package dev.jobtracker.process;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A {@link BusNode} in a process of its own, and a test's way to talk to it. */
final class ClusterNode implements AutoCloseable {
  private static final String TRACKER = "dev.jobtracker.tracker.JobTrackerVerticle";
  private static final String WEB = "dev.jobtracker.web.WebVerticle";

  private final ChildProcess process;
  private final AtomicInteger numbers = new AtomicInteger();

  private ClusterNode(ChildProcess process) {
    this.process = process;
  }

  /** Starts a node with all classes of the tracker. */
  static ClusterNode start(Path folder, JavaHome java, String... cluster) {
    return start(folder, java, JavaHome.classPath(entry -> true), cluster);
  }

  /** Starts a node as an application that has the module and SLF4J's API, and nothing optional. */
  static ClusterNode startBare(Path folder, JavaHome java, String... cluster) {
    Predicate<Path> needed =
        entry -> !entry.toString().matches(".*/(logback|picocli|sqlite-jdbc|postgresql)[^/]*jar");
    return start(folder, java, JavaHome.classPath(needed), cluster);
  }

  /** Starts a node without a class of the tracker's: {@link BusNode} alone, and its libraries. */
  static ClusterNode startForeign(Path folder, JavaHome java, String... cluster)
      throws IOException {
    Predicate<Path> libraries = entry -> entry.toString().endsWith(".jar");
    String path = JavaHome.classPath(folder, BusNode.class, libraries);
    return start(folder, java, path, cluster);
  }

  private static ClusterNode start(
      Path folder, JavaHome java, String classPath, String... cluster) {
    List<String> command = new ArrayList<>(List.of(java.java()));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath));
    command.add(BusNode.class.getName());
    command.addAll(List.of(cluster));
    return new ClusterNode(ChildProcess.start(folder, new ProcessBuilder(command)));
  }

  /** Waits until it has joined, and returns its address for those who join later. */
  String member() throws InterruptedException {
    process.await("joined", () -> lines().anyMatch(line -> line.containsKey("member")));
    return lines().filter(line -> line.containsKey("member")).findFirst().get().getString("member");
  }

  /** Deploys the tracker; returns what came of it: {@code ok} or {@code failure}. */
  JsonObject deployTracker() throws InterruptedException {
    return answer(askToDeployTracker());
  }

  /** Deploys the tracker with this configuration document. */
  JsonObject deployTracker(JsonObject config) throws InterruptedException {
    JsonObject deploy = new JsonObject().put("do", "deploy").put("verticle", TRACKER);
    return answer(send(deploy.put("config", config)));
  }

  /** Asks for the tracker and does not wait; returns what to give to {@link #answer}. */
  int askToDeployTracker() {
    return send(new JsonObject().put("do", "deploy").put("verticle", TRACKER));
  }

  /** Deploys the web verticle and returns its port. */
  int deployWeb() throws InterruptedException {
    return deployWeb(new JsonObject().put("http", new JsonObject().put("port", 0)));
  }

  /** Deploys the web verticle with this configuration document and returns its port. */
  int deployWeb(JsonObject config) throws InterruptedException {
    JsonObject deploy = new JsonObject().put("do", "deploy").put("verticle", WEB);
    return answer(send(deploy.put("config", config))).getJsonObject("ok").getInteger("port");
  }

  /** Returns {@code ok} with body and headers, or {@code failure} with {@code code}. */
  JsonObject request(String address, JsonObject body) throws InterruptedException {
    JsonObject request = new JsonObject().put("do", "request").put("address", address);
    return answer(send(request.put("body", body)));
  }

  /** Hears an address from now on; {@link #events} tells what. */
  void listen(String address) throws InterruptedException {
    answer(send(new JsonObject().put("do", "listen").put("address", address)));
  }

  /** Returns everything that was heard, in order: objects of body and headers. */
  List<JsonObject> events() {
    return lines()
        .filter(line -> line.containsKey("event"))
        .map(line -> line.getJsonObject("event"))
        .toList();
  }

  /** Ends it without a word. */
  void kill() throws InterruptedException {
    process.kill();
  }

  /** Waits for what came of a command. */
  JsonObject answer(int number) throws InterruptedException {
    Predicate<JsonObject> ofIt = line -> line.getInteger("to", -1) == number;
    process.await("answered " + number, () -> lines().anyMatch(ofIt));
    return lines().filter(ofIt).findFirst().get();
  }

  private int send(JsonObject command) {
    try {
      int number = numbers.incrementAndGet();
      OutputStream in = process.process().getOutputStream();
      in.write((command.put("number", number).encode() + "\n").getBytes(StandardCharsets.UTF_8));
      in.flush();
      return number;
    } catch (IOException e) {
      throw new UncheckedIOException(process.out() + process.err(), e);
    }
  }

  /** Only whole lines; others write to the same place, so only those that are JSON. */
  private Stream<JsonObject> lines() {
    String out = process.out();
    return out.substring(0, out.lastIndexOf('\n') + 1)
        .lines()
        .filter(line -> line.startsWith("{"))
        .map(JsonObject::new);
  }

  @Override
  public void close() {
    process.close();
  }
}
