package dev.jobtracker.wire;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobPage;
import dev.jobtracker.job.JobStats;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/**
 * Takes an immutable object of the tracker and delivers its {@link JsonObject}. So every receiver
 * gets JSON of its own, built once instead of built and copied, and what nobody listens to is never
 * built.
 *
 * @param name the name of the codec on the bus
 * @param toJson builds the JSON; called once for each receiver
 * @param <T> what is sent
 */
public record JsonCodec<T>(String name, Function<T, JsonObject> toJson)
    implements MessageCodec<T, JsonObject> {

  /** Lets jobs, pages and stats be sent as they are. To be called once for each bus. */
  public static void register(EventBus bus) {
    bus.registerDefaultCodec(Job.class, new JsonCodec<>("jobs.job", JobJson::write));
    bus.registerDefaultCodec(JobPage.class, new JsonCodec<>("jobs.page", JobJson::write));
    bus.registerDefaultCodec(JobStats.class, new JsonCodec<>("jobs.stats", JobJson::write));
  }

  /** Takes back {@link #register}. */
  public static void unregister(EventBus bus) {
    bus.unregisterDefaultCodec(Job.class);
    bus.unregisterDefaultCodec(JobPage.class);
    bus.unregisterDefaultCodec(JobStats.class);
  }

  @Override
  public JsonObject transform(T object) {
    return toJson.apply(object);
  }

  @Override
  public void encodeToWire(Buffer buffer, T object) {
    byte[] text = JsonText.bytes(toJson.apply(object));
    buffer.appendInt(text.length).appendBytes(text);
  }

  @Override
  public JsonObject decodeFromWire(int position, Buffer buffer) {
    int start = position + Integer.BYTES;
    int length = buffer.getInt(position);
    return new JsonObject(buffer.getBuffer(start, start + length));
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
