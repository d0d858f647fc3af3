package dev.jobtracker.live;

import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.Server;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A client of an event stream, which reads it as the HTML standard says (section 9.2), in straight
 * lines: every wait has a deadline.
 */
final class EventClient implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 30;
  private static final Event END = new Event("end", "", "");

  /** What one block of the stream says; a comment is an event of the type {@code ":"}. */
  record Event(String type, String id, String data) {
    JsonObject json() {
      return new JsonObject(data);
    }
  }

  /** Held on to, since a client that is garbage closes its connections. */
  private final HttpClient client;

  private final HttpClientResponse response;
  private final BlockingQueue<Event> received = new LinkedBlockingQueue<>();
  private String type = "message";
  private String id = "";
  private String data = "";

  /** Opens a stream, which must be one; headers as {@code name, value} pairs. */
  EventClient(Server server, String path, String... headers) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost("127.0.0.1")
            .setPort(server.port)
            .setURI(path);
    for (int i = 0; i < headers.length; i += 2) {
      options.addHeader(headers[i], headers[i + 1]);
    }
    client = server.vertx.createHttpClient();
    // The handlers are set on the connection's own event loop, before any event can come; outside
    // of "compose" they would be set too late whenever this thread is slow.
    response =
        Bus.await(client.request(options).compose(request -> request.send().onSuccess(this::read)));
    if (response.statusCode() != 200) {
      throw new AssertionError("answered " + response.statusCode());
    }
  }

  private void read(HttpClientResponse answer) {
    answer.handler(RecordParser.newDelimited("\n", this::line));
    answer.endHandler(ended -> received.add(END));
    answer.exceptionHandler(broken -> received.add(END));
  }

  private void line(Buffer bytes) {
    String line = bytes.toString();
    if (line.isEmpty()) {
      if (!data.isEmpty()) {
        received.add(new Event(type, id, data));
      }
      type = "message";
      data = "";
    } else if (line.startsWith(":")) {
      received.add(new Event(":", "", line.substring(1)));
    } else {
      String value = line.substring(line.indexOf(": ") + 2);
      switch (line.substring(0, line.indexOf(':'))) {
        case "event" -> type = value;
        case "id" -> id = value;
        case "data" -> data = value;
        default -> throw new AssertionError("no field of an event: " + line);
      }
    }
  }

  /** Opens a filtered stream and reads the event with which every one begins. */
  static EventClient ofFilter(Server server, String path, String... headers) {
    EventClient client = new EventClient(server, path, headers);
    client.snapshot();
    return client;
  }

  /** Returns what the next event says, which must be how many jobs follow. */
  JsonObject snapshot() {
    Event event = next();
    if (!event.type().equals("snapshot")) {
      throw new AssertionError("no snapshot but " + event);
    }
    return event.json();
  }

  MultiMap headers() {
    return response.headers();
  }

  /** Returns what comes next, be it a comment. */
  Event nextOrComment() {
    return nextOrComment(deadline());
  }

  private static long deadline() {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
  }

  private Event nextOrComment(long deadline) {
    try {
      Event event = received.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (event == null) {
        throw new AssertionError("no event within " + DEADLINE_SECONDS + " s");
      }
      return event;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns the next event. */
  Event next() {
    // One deadline for all of them: comments come for ever, also where an event was lost.
    long deadline = deadline();
    Event event = nextOrComment(deadline);
    while (event.type().equals(":")) {
      event = nextOrComment(deadline);
    }
    return event;
  }

  /** Returns the job of the next event, which must be a change. */
  JsonObject job() {
    Event event = next();
    if (!event.type().equals("job")) {
      throw new AssertionError("no change but " + event);
    }
    return event.json();
  }

  /** Returns what the next event says, which must be a removal. */
  JsonObject removed() {
    Event event = next();
    if (!event.type().equals("removed")) {
      throw new AssertionError("no removal but " + event);
    }
    return event.json();
  }

  /** Returns whether the next thing is the end of the stream. */
  boolean isEnded() {
    return next() == END;
  }

  @Override
  public void close() {
    client.close();
  }
}
