package dev.jobtracker.tracker;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.jobtracker.job.Job;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.Bodies;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Thousands of histories of a tracker on a store with faults. No answer and no event comes before
 * its commit; nothing that was shown is ever lost, changed or taken back; nothing is counted twice;
 * and what another process loads agrees with all that was told. Many run side by side, as each of
 * them mostly waits. A failure names its seed.
 */
class JournalPropertyTest {
  private static final int HISTORIES = Integer.getInteger("journal.histories", 10_000);
  private static final int LANES = 256;
  private static final long FIRST_SEED = Long.getLong("journal.seed", 1);
  private static final long DEADLINE_SECONDS = 100;

  /** A machine that is busy with other things plays fewer. */
  private static final long ENOUGH_NANOS = TimeUnit.SECONDS.toNanos(40);

  private static final int AT_LEAST = Math.min(HISTORIES, 500);

  private final long begun = System.nanoTime();

  private final Map<String, JournalHistory> playing = new ConcurrentHashMap<>();
  private final AtomicLong nextSeed = new AtomicLong(FIRST_SEED);

  @Test
  void nothing_is_told_before_its_commit_and_nothing_that_was_told_is_lost() throws Exception {
    Vertx vertx = Vertx.vertx();
    Bodies bodies = Bodies.open(vertx);
    Promise<Void> all = Promise.promise();
    AtomicLong lanes = new AtomicLong(LANES);
    vertx.eventBus().addOutboundInterceptor(this::published);
    Logger log = (Logger) LoggerFactory.getLogger("dev.jobtracker.tracker");
    // Each of many thousands of faults would be told.
    log.setLevel(Level.OFF);
    try {
      vertx
          .deployVerticle(
              () -> new Lane(bodies, all, lanes), new DeploymentOptions().setInstances(LANES))
          .onFailure(all::tryFail);
      all.future().await(DEADLINE_SECONDS, TimeUnit.SECONDS);
      vertx.close().await(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException stuck) {
      throw new AssertionError("not over: " + playing.values() + "\n" + loops(), stuck);
    } finally {
      log.setLevel(null);
      vertx.close();
    }
  }

  /** Returns what the event loops do, for a history that does not end. */
  private static String loops() {
    StringBuilder text = new StringBuilder();
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              if (thread.getName().startsWith("vert.x-eventloop")) {
                text.append(thread.getName()).append(Arrays.toString(stack)).append('\n');
              }
            });
    return text.toString();
  }

  /** Sees an event in the very moment in which it is published. */
  private void published(DeliveryContext<Object> event) {
    if (event.message().address().equals(Addresses.EVENTS)) {
      Object body = event.body();
      String taskId =
          body instanceof Job job ? job.taskId() : ((JsonObject) body).getString("task_id");
      JournalHistory history = playing.get(taskId.substring(0, taskId.indexOf('_')));
      if (history != null) {
        history.published(body);
      }
    }
    event.next();
  }

  /** Plays one history after the other on its event loop. */
  private final class Lane extends VerticleBase {
    private final Bodies bodies;
    private final Promise<Void> all;
    private final AtomicLong lanes;

    Lane(Bodies bodies, Promise<Void> all, AtomicLong lanes) {
      this.bodies = bodies;
      this.all = all;
      this.lanes = lanes;
    }

    @Override
    public Future<?> start() {
      context.runOnContext(turn -> next());
      return Future.succeededFuture();
    }

    private void next() {
      long seed = nextSeed.getAndIncrement();
      long played = seed - FIRST_SEED;
      boolean enough = played >= AT_LEAST && System.nanoTime() - begun > ENOUGH_NANOS;
      if (played >= HISTORIES || enough || all.future().isComplete()) {
        if (lanes.decrementAndGet() == 0) {
          all.tryComplete();
        }
        return;
      }
      JournalHistory history = new JournalHistory(vertx, bodies, seed);
      playing.put(history.type(), history);
      history
          .play()
          .onFailure(all::tryFail)
          .onComplete(
              over -> {
                playing.remove(history.type());
                vertx.runOnContext(turn -> next());
              });
    }
  }
}
