package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The process of a PostgreSQL of the tests' own: a folder of its own in the temporary place, a port
 * that was free, {@code fsync} on, as users run it. It listens on loopback alone. Its port stays
 * the same through every restart. {@link #close} ends it and removes what it wrote.
 */
final class PostgresProcess implements AutoCloseable {
  /** Where Debian keeps the programs of each version. */
  private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

  private final Path programs;
  private final Path folder;
  private final int port;
  private final Thread atExit = new Thread(this::removeAll);
  private ChildProcess server;

  private PostgresProcess(Path programs) throws IOException, InterruptedException {
    this.programs = programs;
    this.folder = Files.createTempDirectory("job-tracker-postgresql");
    this.port = Ports.ofOnesOwn();
    Runtime.getRuntime().addShutdownHook(atExit);
    initialize();
  }

  /** Returns whether this machine has PostgreSQL at all. */
  static boolean isInstalled() {
    return programs().isPresent();
  }

  /** Makes a new, empty database and returns when it answers. */
  static PostgresProcess start() throws IOException, InterruptedException {
    PostgresProcess postgres = new PostgresProcess(programs().orElseThrow());
    postgres.run();
    return postgres;
  }

  int port() {
    return port;
  }

  /** Opens a connection to a database. */
  Connection connect(String database) throws SQLException {
    String url = "jdbc:postgresql://127.0.0.1:%d/%s?connectTimeout=5".formatted(port, database);
    return DriverManager.getConnection(url, PostgresServer.USER, PostgresServer.PASSWORD);
  }

  boolean isAlive() {
    return server.isAlive();
  }

  /** Starts it again after a stop, and returns when it answers. */
  void run() throws InterruptedException {
    String listen = "listen_addresses=127.0.0.1";
    String sockets = "unix_socket_directories=" + folder;
    server =
        ChildProcess.start(
            folder,
            asOtherUser(
                programs.resolve("postgres").toString(),
                List.of("-D", data(), "-p", "" + port, "-c", listen, "-c", sockets)));
    // It has children, which go with it only when it is told to end.
    server.endedByCallerAtExit();
    server.await("ready", this::answers);
  }

  /** Ends it as an operator would: open sessions are told ({@code -m fast}). */
  void stop() throws IOException, InterruptedException {
    end("INT");
  }

  /** Ends it as a crash would: without a checkpoint, sessions cut ({@code -m immediate}). */
  void crash() throws IOException, InterruptedException {
    end("QUIT");
  }

  private void end(String signal) throws IOException, InterruptedException {
    server.signal(signal);
    server.exitCode();
    server.close();
  }

  private static Optional<Path> programs() {
    if (!Files.isDirectory(VERSIONS)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(VERSIONS)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
          .max(Comparator.comparing(Path::toString));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void initialize() throws IOException, InterruptedException {
    Path password = Files.writeString(folder.resolve("password"), PostgresServer.PASSWORD);
    own(folder);
    own(password);
    List<String> settings =
        List.of(
            "-D", data(), "-U", PostgresServer.USER, "-A", "scram-sha-256", "--pwfile=" + password);
    List<String> speed = List.of("-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions");
    List<String> arguments = Stream.concat(settings.stream(), speed.stream()).toList();
    try (ChildProcess initdb =
        ChildProcess.start(folder, asOtherUser(programs.resolve("initdb").toString(), arguments))) {
      assertThat(initdb.exitCode()).as(initdb.out() + initdb.err()).isZero();
    }
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  /** PostgreSQL refuses to run as root, so root lends it to the user that the package made. */
  private static ProcessBuilder asOtherUser(String program, List<String> arguments) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
    }
    command.add(program);
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }

  private static void own(Path file) throws IOException {
    if (isRoot()) {
      Files.setOwner(
          file,
          file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private boolean answers() {
    try (Connection connection = connect("postgres")) {
      return connection.isValid(5);
    } catch (SQLException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    removeAll();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      // The hook runs already, and does the same.
    }
  }

  private void removeAll() {
    try {
      if (server != null && server.isAlive()) {
        // An immediate stop ends the server's children too, which a kill would leave.
        crash();
      }
      try (Stream<Path> entries = Files.walk(folder)) {
        entries.sorted(Comparator.reverseOrder()).forEach(entry -> entry.toFile().delete());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
