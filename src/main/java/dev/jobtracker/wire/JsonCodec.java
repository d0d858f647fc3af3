package dev.jobtracker.wire;

import io.vertx.core.buffer.Buffer;
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
record JsonCodec<T>(String name, Function<T, JsonObject> toJson)
    implements MessageCodec<T, JsonObject> {

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
