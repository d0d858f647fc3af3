package dev.jobtracker.wire;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/**
 * Takes an object from one event loop to another as it is: its sender does not touch it any more.
 * It has no form outside of the process.
 *
 * @param name the name of the codec on the bus
 * @param <T> what is sent
 */
record LocalCodec<T>(String name) implements MessageCodec<T, T> {

  @Override
  public T transform(T object) {
    return object;
  }

  @Override
  public void encodeToWire(Buffer buffer, T object) {
    throw new UnsupportedOperationException(name + " never leaves the process");
  }

  @Override
  public T decodeFromWire(int position, Buffer buffer) {
    throw new UnsupportedOperationException(name + " never comes from elsewhere");
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
