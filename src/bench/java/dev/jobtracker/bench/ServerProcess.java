package dev.jobtracker.bench;

import dev.jobtracker.process.PostgresServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server in a process of its own: the program as the README starts it, or the floor. Both come
 * from the same jar and have the same flags of the virtual machine, those in {@code bench.flags}.
 */
final class ServerProcess implements AutoCloseable {
  private static final String JAR = "target/job-tracker.jar";
  private static final String JAR_AND_BENCH =
      String.join(System.getProperty("path.separator"), JAR, "target/test-classes");
  private static final String MAIN = "dev.jobtracker.Main";
  private static final Map<String, String> ROOM =
      Map.of("JOB_TRACKER_LIVE_MAX_SOCKETS", "20000", "JOB_TRACKER_TRACKER_MAX_JOBS", "1000000");
  private static final int STOP_SECONDS = 10;
  private static final Path LOG = Path.of("target", "bench", "servers.log");
  private static final Pattern READY = Pattern.compile(" ready on http://127\\.0\\.0\\.1:(\\d+)");
  private static final Pattern RSS = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern LIVE = Pattern.compile("\\nTotal +\\d+ +(\\d+)");

  private final Process process;
  private final InetSocketAddress address;

  private final String headers;

  private ServerProcess(Process process, InetSocketAddress address, String headers) {
    this.process = process;
    this.address = address;
    this.headers = headers;
  }

  /** Returns this server for callers whose requests have more headers, each with its line end. */
  ServerProcess forCaller(String more) {
    return new ServerProcess(process, address, more);
  }

  /** Returns the headers of its callers, nothing where none were given. */
  String headers() {
    return headers;
  }

  /** Starts the program with this configuration. */
  static ServerProcess configured(Path conf) throws IOException {
    return start(List.of(), ROOM, "-cp", JAR, MAIN, "--conf", conf.toString());
  }

  /** Starts the program with its own defaults, but for the limits that a load must not meet. */
  static ServerProcess tracker() throws IOException {
    return tracker(List.of());
  }

  /** Starts the program with more flags of the virtual machine. */
  static ServerProcess tracker(List<String> flags) throws IOException {
    return start(flags, ROOM, "-cp", JAR, MAIN);
  }

  /** Starts the program so that it forgets jobs, and that they were, beyond this number. */
  static ServerProcess keeping(int jobs) throws IOException {
    String limit = String.valueOf(jobs);
    Map<String, String> limits =
        Map.of("JOB_TRACKER_TRACKER_MAX_JOBS", limit, "JOB_TRACKER_TRACKER_MAX_GONE", limit);
    return start(List.of(), limits, "-cp", JAR, MAIN);
  }

  /** Starts a node of the tracker that this database and name belong to. */
  static ServerProcess node(PostgresServer postgres, String cluster) throws IOException {
    Map<String, String> settings = new HashMap<>(ROOM);
    settings.put("JOB_TRACKER_TRACKER_MAX_JOBS", "2000000");
    settings.put("JOB_TRACKER_STORE_URL", postgres.url());
    settings.put("JOB_TRACKER_STORE_USER", PostgresServer.USER);
    settings.put("JOB_TRACKER_STORE_PASSWORD", PostgresServer.PASSWORD);
    settings.put("JOB_TRACKER_CLUSTER_NAME", cluster);
    return start(List.of(), settings, "-cp", JAR, MAIN);
  }

  /** Starts the floor, which answers with this job. */
  static ServerProcess floor(String job) throws IOException {
    return floor(List.of(), job);
  }

  /** Starts the program with so many web instances. */
  static ServerProcess tracker(int instances) throws IOException {
    Map<String, String> settings = new HashMap<>(ROOM);
    settings.put("JOB_TRACKER_HTTP_INSTANCES", String.valueOf(instances));
    return start(List.of(), settings, "-cp", JAR, MAIN);
  }

  /** Starts the floor with so many event loops, and the native transport that the program takes. */
  static ServerProcess floor(String job, int instances) throws IOException {
    return floor(List.of("-Dfloor.native=true", "-Dfloor.instances=" + instances), job);
  }

  private static ServerProcess floor(List<String> flags, String job) throws IOException {
    return start(flags, Map.of(), "-cp", JAR_AND_BENCH, FloorServer.class.getName(), job);
  }

  private static ServerProcess start(
      List<String> flags, Map<String, String> settings, String... program) throws IOException {
    Files.createDirectories(LOG.getParent());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String common = System.getProperty("bench.flags", "").strip();
    if (!common.isEmpty()) {
      command.addAll(List.of(common.split("\\s+")));
    }
    command.addAll(flags);
    command.addAll(List.of(program));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JOB_TRACKER_HTTP_PORT", "0");
    builder.environment().putAll(settings);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(LOG.toFile()));
    Process process = builder.start();
    // However this process ends, no server is left behind.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new ServerProcess(process, ready(process), "");
  }

  private static InetSocketAddress ready(Process process) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    Matcher ready = READY.matcher(String.valueOf(line));
    if (!ready.find()) {
      throw new IOException("the server did not start, see " + LOG + ": " + line);
    }
    return new InetSocketAddress(
        InetAddress.getLoopbackAddress(), Integer.parseInt(ready.group(1)));
  }

  InetSocketAddress address() {
    return address;
  }

  /** Returns the CPU time that the process has used, all its threads together, in microseconds. */
  double cpuMicros() {
    return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e3;
  }

  /** Asks for a path and returns the first line of the answer. */
  String statusLine(String path) throws IOException {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.getOutputStream().write(HttpRequests.get(path));
      InputStreamReader in =
          new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII);
      return String.valueOf(new BufferedReader(in).readLine());
    }
  }

  /** Returns the memory that the process holds, in bytes. */
  double residentBytes() throws IOException {
    String status = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "status"));
    Matcher rss = RSS.matcher(status);
    if (!rss.find()) {
      throw new IOException("no VmRSS in " + status);
    }
    return Long.parseLong(rss.group(1)) * 1024.0;
  }

  /** Collects all garbage and returns what lives, in bytes. */
  double liveBytes() throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process histogram =
        new ProcessBuilder(jcmd, String.valueOf(process.pid()), "GC.class_histogram").start();
    String text =
        new String(histogram.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    Matcher live = LIVE.matcher(text);
    if (!live.find()) {
      throw new IOException("no total in " + text);
    }
    return Long.parseLong(live.group(1));
  }

  /** Sends a signal, such as {@code STOP}. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
  }

  @Override
  public void close() {
    process.destroy();
    process
        .onExit()
        .completeOnTimeout(process, STOP_SECONDS, TimeUnit.SECONDS)
        .thenAccept(Process::destroyForcibly)
        .join();
  }
}
