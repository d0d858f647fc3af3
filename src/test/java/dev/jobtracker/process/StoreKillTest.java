package dev.jobtracker.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Contract, section 11: the program with {@code store.file} is ended under load, again and again,
 * and what was answered is there. The property {@code kill.rounds} asks for more rounds.
 */
class StoreKillTest {
  private static final int ROUNDS = Integer.getInteger("kill.rounds", 2);
  private static final int MOST_ANSWERS = 2_000;
  private static final int LONGEST_OPENING_MILLIS = 1_500;

  private final long seed = Long.getLong("kill.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Vertx vertx = Vertx.vertx();
  private final Loader loader = new Loader(vertx, random);

  @TempDir Path folder;

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private ProgramProcess start() throws Exception {
    JsonObject store = new JsonObject().put("file", folder.resolve("jobs.db").toString());
    return ProgramProcess.in(folder).conf(new JsonObject().put("store", store)).start();
  }

  @ParameterizedTest
  @ValueSource(strings = {"KILL", "TERM"})
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void end_under_load_loses_nothing_that_was_answered_or_seen(String signal) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      try (ProgramProcess program = start()) {
        int port = program.port();
        as(round, program, () -> loader.verify(port), round > 0);
        as(round, program, () -> loader.begin(port), true);
        as(round, program, () -> loader.awaitAnswers(1 + random.nextInt(MOST_ANSWERS)), true);
        program.signal(signal);
        assertThat(program.exitCode()).isEqualTo(signal.equals("KILL") ? 137 : 143);
        assertThat(program.err()).doesNotContain("ERROR", "\tat ");
      }
      if (signal.equals("KILL")) {
        killWhileItOpens();
      }
    }
    try (ProgramProcess program = start()) {
      int port = program.port();
      as(ROUNDS, program, () -> loader.verify(port), true);
    }
  }

  /** Anywhere between the first instruction and the ready line. */
  private void killWhileItOpens() throws Exception {
    try (ProgramProcess program = start()) {
      program
          .process()
          .process()
          .waitFor(random.nextInt(LONGEST_OPENING_MILLIS), TimeUnit.MILLISECONDS);
      program.process().kill();
    }
  }

  private interface Step {
    void run() throws Exception;
  }

  /** Names round, seed and what the program said in whatever goes wrong. */
  private void as(int round, ProgramProcess program, Step step, boolean wanted) throws Exception {
    if (wanted) {
      try {
        step.run();
      } catch (AssertionError | Exception e) {
        throw new AssertionError(
            "round %d, kill.seed=%d: %s; %s; the program said: %s"
                .formatted(round, seed, e, loader, program.err()),
            e);
      }
    }
  }
}
