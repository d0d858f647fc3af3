package dev.jobtracker.wire;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobPage;
import dev.jobtracker.job.JobStats;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.function.Function;

/**
 * The form in which the tracker gives its objects to the bus, so that every receiver gets a {@link
 * JsonObject} (contract, section 6):
 *
 * <pre>
 *   local bus       the object itself; a {@link JsonCodec} delivers its JSON, which is faster
 *   clustered bus   its JSON at once: another node knows none of our codecs
 * </pre>
 */
public final class Bodies {
  private static final Map<Class<?>, Function<Object, JsonObject>> JSON =
      Map.of(
          Job.class, job -> JobJson.write((Job) job),
          JobPage.class, page -> JobJson.write((JobPage) page),
          JobStats.class, stats -> JobJson.write((JobStats) stats));

  private final EventBus bus;
  private final boolean clustered;

  private Bodies(Vertx vertx) {
    this.bus = vertx.eventBus();
    this.clustered = vertx.isClustered();
  }

  /**
   * Prepares the bus of this Vert.x for one tracker; {@link #close} takes back all but the codecs
   * of {@link Batch}.
   *
   * @throws IllegalStateException when somebody else's codec has the name of one of those that are
   *     taken back; nothing is changed then
   */
  public static Bodies open(Vertx vertx) {
    Bodies bodies = new Bodies(vertx);
    try {
      bodies.register();
    } catch (IllegalStateException taken) {
      bodies.close();
      throw taken;
    }
    return bodies;
  }

  private void register() {
    registerLocal(Batch.class, "jobtracker.batch");
    registerLocal(Batch.Answers.class, "jobtracker.answers");
    if (!clustered) {
      register(Job.class, "jobs.job");
      register(JobPage.class, "jobs.page");
      register(JobStats.class, "jobs.stats");
    }
  }

  /** Stays, as answers may be under way when the tracker has left; the next one finds it there. */
  private <T> void registerLocal(Class<T> type, String name) {
    try {
      bus.registerDefaultCodec(type, new LocalCodec<>(name));
    } catch (IllegalStateException there) {
      // Mostly of a tracker before this one; where not, a batch is not sent.
    }
  }

  private <T> void register(Class<T> type, String name) {
    bus.registerDefaultCodec(type, new JsonCodec<>(name, JSON.get(type)::apply));
  }

  /** Returns the JSON of an object of the tracker or of a {@link JsonObject}. */
  public static JsonObject json(Object body) {
    Function<Object, JsonObject> json = JSON.get(body.getClass());
    return json == null ? (JsonObject) body : json.apply(body);
  }

  /** Returns what to send for an object of the tracker or for a {@link JsonObject}. */
  public Object of(Object body) {
    return clustered ? json(body) : body;
  }

  /** Takes back {@link #open}. */
  public void close() {
    JSON.keySet().forEach(bus::unregisterDefaultCodec);
  }
}
