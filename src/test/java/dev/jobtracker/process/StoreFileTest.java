package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Contract, section 11: a file that the program cannot use is refused with one sentence that names
 * {@code store.file}; the file stays as it was, and nothing is left beside it. The property {@code
 * flip.positions} asks for more damaged bytes.
 */
class StoreFileTest {
  private static final int POSITIONS = Integer.getInteger("flip.positions", 8);

  @TempDir Path folder;
  @TempDir Path words;

  private ProgramProcess start(Path file) throws IOException {
    JsonObject store = new JsonObject().put("file", file.toString());
    return ProgramProcess.in(words).conf(new JsonObject().put("store", store)).start();
  }

  private void assertRefused(Path file, String why) throws Exception {
    TreeMap<String, Integer> before = contents();
    try (ProgramProcess program = start(file)) {
      assertThat(program.exitCode()).as(program.out()).isEqualTo(1);
      assertThat(program.err())
          .hasLineCount(1)
          .contains("store.file", why)
          .doesNotContain("Exception", "\tat ", "dev.jobtracker");
      assertThat(program.out()).isEmpty();
    }
    assertThat(contents()).as("what is in the folder").isEqualTo(before);
  }

  /** Every file that holds anything, with a hash of what it holds. */
  private TreeMap<String, Integer> contents() throws IOException {
    TreeMap<String, Integer> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length > 0) {
          contents.put(folder.relativize(file).toString(), Arrays.hashCode(bytes));
        }
      }
    }
    return contents;
  }

  /** Fills a store with real jobs and ends the program in this way. */
  private Path filled(String signal) throws Exception {
    Path file = folder.resolve("jobs.db");
    Vertx vertx = Vertx.vertx();
    try (ProgramProcess program = start(file)) {
      Loader loader = new Loader(vertx, new Random(1));
      loader.begin(program.port());
      loader.awaitAnswers(1_000);
      program.signal(signal);
      program.exitCode();
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
    return file;
  }

  @Test
  void folder_that_is_missing_is_refused() throws Exception {
    assertRefused(folder.resolve("no/jobs.db"), "folder");
  }

  @Test
  void folder_in_its_place_is_refused() throws Exception {
    assertRefused(Files.createDirectory(folder.resolve("jobs.db")), "not a file");
  }

  @Test
  void file_that_is_no_database_is_refused() throws Exception {
    Path text = Files.writeString(folder.resolve("jobs.db"), "dear diary, ".repeat(1_000));
    assertRefused(text, "no SQLite database");
  }

  @Test
  void database_of_somebody_else_is_refused() throws Exception {
    Path file = folder.resolve("jobs.db");
    execute(file, "CREATE TABLE jobs (diary TEXT)");
    assertRefused(file, "not one of a job tracker");
  }

  @Test
  void file_of_a_newer_version_is_refused() throws Exception {
    Path file = filled("TERM");
    execute(file, "PRAGMA user_version = 99");
    assertRefused(file, "newer version");
  }

  @Test
  void folder_that_is_read_only_is_refused() throws Exception {
    assumeFalse("root".equals(System.getProperty("user.name")), "root may write everywhere");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assertRefused(folder.resolve("jobs.db"), "cannot be written to");
    } finally {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void second_process_is_refused_and_the_first_goes_on() throws Exception {
    Path file = folder.resolve("jobs.db");
    Vertx vertx = Vertx.vertx();
    try (ProgramProcess first = start(file)) {
      int port = first.port();
      try (ProgramProcess second = start(file)) {
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err()).hasLineCount(1).contains("store.file", "another process");
      }
      Loader loader = new Loader(vertx, new Random(2));
      loader.begin(port);
      loader.awaitAnswers(300);
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void file_that_is_truncated_is_refused() throws Exception {
    Path file = filled("TERM");
    byte[] whole = Files.readAllBytes(file);
    for (int part : new int[] {10, 50, 95}) {
      Files.write(file, Arrays.copyOf(whole, whole.length * part / 100));
      assertRefused(file, "");
    }
  }

  /**
   * Any byte of the pages that hold jobs; that of a job's text too, which SQLite does not check.
   */
  @Test
  void file_with_a_damaged_byte_is_refused_or_holds_what_it_held() throws Exception {
    Path file = filled("TERM");
    byte[] whole = Files.readAllBytes(file);
    String jobs = jobsOf(file);
    whole = Files.readAllBytes(file);
    long seed = Long.getLong("flip.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < POSITIONS; i++) {
      int position = random.nextInt(whole.length);
      byte[] damaged = whole.clone();
      damaged[position] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      try {
        assertRefusedOrSame(file, jobs);
      } catch (AssertionError e) {
        throw new AssertionError("byte %d, flip.seed=%d: %s".formatted(position, seed, e), e);
      }
    }
  }

  /** Some bytes belong to nothing: free space and fields that SQLite does not read. */
  private void assertRefusedOrSame(Path file, String jobs) throws Exception {
    TreeMap<String, Integer> before = contents();
    try (ProgramProcess program = start(file)) {
      program.process().await("said", () -> !program.out().isEmpty() || !program.isAlive());
      if (program.out().isEmpty()) {
        assertThat(program.exitCode()).isEqualTo(1);
        assertThat(program.err()).hasLineCount(1).contains("store.file");
        assertThat(contents()).as("what is in the folder").isEqualTo(before);
        return;
      }
    }
    assertThat(jobsOf(file)).isEqualTo(jobs);
  }

  /** Everything that the program lists of this file; it is ended in order. */
  private String jobsOf(Path file) throws Exception {
    Vertx vertx = Vertx.vertx();
    StringBuilder all = new StringBuilder();
    try (ProgramProcess program = start(file);
        LoadClient client = LoadClient.connect(vertx, program.port(), news -> {})) {
      JsonObject query = new JsonObject().put("page_size", 100);
      String token;
      do {
        JsonObject page = client.call("jobs.list", query).await(30, TimeUnit.SECONDS);
        all.append(page.getJsonArray("jobs").encode());
        token = page.getString("next_page_token");
        query.put("page_token", token);
      } while (token != null);
      program.signal("TERM");
      program.exitCode();
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
    return all.toString();
  }

  private static void execute(Path file, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
