package dev.jobtracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.http.Paths;
import dev.jobtracker.wire.Addresses;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The description of the WebSocket and the bus is what it says it is, and true. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AsyncApiTest {
  private static final String TEXT = OpenApi.resource("/asyncapi.json");
  private static final JsonObject DOCUMENT = new JsonObject(TEXT);
  private static final JsonObject MESSAGES =
      DOCUMENT.getJsonObject("components").getJsonObject("messages");
  private static final String HERE = "https://jobtracker.dev/asyncapi.json";

  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(
          VersionFlag.V202012,
          builder ->
              builder.schemaLoaders(
                  all -> all.schemas(Map.of(HERE, TEXT, OpenApi.HERE, OpenApi.strict()))));

  private final Server server =
      new Server(new JsonObject().put("http", new JsonObject().put("allow_clear", true)));

  @AfterAll
  void close() {
    server.close();
  }

  @Test
  void document_is_async_api3() {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(VersionFlag.V7)
            .getSchema(OpenApi.resource("/asyncapi/3.0.0.json"));
    assertThat(schema.validate(TEXT, InputFormat.JSON)).isEmpty();
    JsonObject broken = new JsonObject(TEXT);
    broken.getJsonObject("operations").getJsonObject("create").put("action", "listen");
    assertThat(schema.validate(broken.encode(), InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void references_lead_somewhere() {
    Set<String> references = new TreeSet<>();
    collect(DOCUMENT, references);
    assertThat(references).hasSizeGreaterThan(50);
    for (String reference : references) {
      JsonObject in = reference.startsWith("#") ? DOCUMENT : OpenApi.DOCUMENT;
      Object at = in;
      for (String key : reference.substring(reference.indexOf("#/") + 2).split("/")) {
        assertThat(at).as(reference).isInstanceOf(JsonObject.class);
        at = ((JsonObject) at).getValue(key);
      }
      assertThat(at).as(reference).isNotNull();
    }
  }

  private static void collect(Object part, Set<String> references) {
    if (part instanceof JsonArray array) {
      array.forEach(each -> collect(each, references));
    } else if (part instanceof JsonObject object) {
      if (object.getValue("$ref") instanceof String reference) {
        references.add(reference);
      }
      object.forEach(member -> collect(member.getValue(), references));
    }
  }

  @Test
  void addresses_and_methods_are_those_that_are_served() {
    Set<String> addresses = new TreeSet<>();
    JsonObject channels = DOCUMENT.getJsonObject("channels");
    for (String name : channels.fieldNames()) {
      if (channels.getJsonObject(name).getValue("address") instanceof String address) {
        addresses.add(address);
      }
    }
    Set<String> served = new TreeSet<>(Addresses.VERBS);
    served.addAll(Set.of(Paths.WEB_SOCKET, Addresses.EVENTS, Addresses.eventsOf("{task_id}")));
    served.add(Addresses.TRACKER);
    assertThat(addresses).isEqualTo(served);
    Set<String> methods = new TreeSet<>();
    for (String name : MESSAGES.fieldNames()) {
      if (name.endsWith("Call")) {
        methods.add(payload(name, "properties/method").getString("const"));
      }
    }
    Set<String> known = new TreeSet<>(Addresses.VERBS);
    known.addAll(Set.of("jobs.watch", "jobs.unwatch"));
    assertThat(methods).isEqualTo(known);
  }

  private static JsonObject payload(String message, String path) {
    JsonObject at =
        MESSAGES.getJsonObject(message).getJsonObject("payload").getJsonObject("schema");
    for (String key : path.split("/")) {
      at = at.getJsonObject(key);
    }
    return at;
  }

  private static void validate(String message, Object payload) {
    String pointer = "#/components/messages/" + message + "/payload/schema";
    JsonSchema schema = FACTORY.getSchema(SchemaLocation.of(HERE + pointer));
    String json = Json.encode(payload);
    assertThat(schema.validate(json, InputFormat.JSON)).as(message + ": " + json).isEmpty();
  }

  @Test
  void examples_match_their_schemas() {
    int count = 0;
    for (String name : MESSAGES.fieldNames()) {
      JsonArray examples = MESSAGES.getJsonObject(name).getJsonArray("examples", new JsonArray());
      for (Object example : examples) {
        validate(name, ((JsonObject) example).getValue("payload"));
        count++;
      }
    }
    assertThat(count).isGreaterThan(30);
  }

  /** Parameters for each method, in an order in which all of them succeed. */
  private static Map<String, JsonObject> calls(String taskId) {
    JsonObject id = new JsonObject().put("task_id", taskId);
    Map<String, JsonObject> calls = new LinkedHashMap<>();
    calls.put("create", id.copy().put("type", "a"));
    calls.put("update", id.copy().put("progress", 0.5).put("result", new JsonArray().add(1)));
    calls.put("get", id);
    calls.put("list", new JsonObject().put("status", "running"));
    calls.put("cancel", id.copy().put("reason", "test"));
    calls.put("stats", new JsonObject());
    calls.put("delete", id);
    calls.put("clear", new JsonObject());
    return calls;
  }

  @Test
  void socket_speaks_as_described() {
    try (RpcClient client = new RpcClient(server)) {
      Object watching = call(client, "watch", new JsonObject());
      validate("watchAnswer", watching);
      calls("a_12345678")
          .forEach((name, params) -> validate(name + "Answer", call(client, name, params)));
      validate("error", call(client, "get", new JsonObject().put("task_id", "a_12345678")));
      validate("error", client.answer("{"));
      JsonObject first = client.next();
      validate("changed", first);
      JsonObject last = first;
      while (!last.getString("method").equals("jobs.removed")) {
        last = client.next();
      }
      validate("removed", last);
      JsonObject watch = new JsonObject().put("watch", 1);
      validate("unwatchAnswer", call(client, "unwatch", watch));
    }
  }

  private static Object call(RpcClient client, String name, JsonObject params) {
    JsonObject call =
        new JsonObject()
            .put("jsonrpc", "2.0")
            .put("id", name)
            .put("method", "jobs." + name)
            .put("params", params);
    validate(name + "Call", call);
    return client.answer(call.encode());
  }

  @Test
  void bus_speaks_as_described() throws InterruptedException {
    BlockingQueue<Message<JsonObject>> events = new LinkedBlockingQueue<>();
    Bus.await(
        server.vertx.eventBus().<JsonObject>consumer(Addresses.EVENTS, events::add).completion());
    calls("a_87654321")
        .forEach(
            (name, params) -> {
              validate(name + "Request", params);
              validate(name + "Reply", server.bus.call("jobs." + name, params));
            });
    String kind = "";
    while (!kind.equals(Addresses.REMOVED)) {
      Message<JsonObject> event = events.poll(10, TimeUnit.SECONDS);
      assertThat(event).isNotNull();
      kind = event.headers().get(Addresses.EVENT);
      validate(kind + "Event", event.body());
    }
  }

  @Test
  void document_is_served_and_differs_from_a_wrong_message() {
    assertThat(server.get("/asyncapi.json").json()).isEqualTo(DOCUMENT);
    JsonSchema schema =
        FACTORY.getSchema(
            SchemaLocation.of(HERE + "#/components/messages/getAnswer/payload/schema"));
    String wrong = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"task_id\":\"a_12345678\"}}";
    assertThat(schema.validate(wrong, InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void tracker_tells_that_it_can_answer() throws InterruptedException {
    Vertx vertx = Vertx.vertx();
    try {
      BlockingQueue<JsonObject> told = new LinkedBlockingQueue<>();
      vertx.eventBus().<JsonObject>consumer(Addresses.TRACKER, event -> told.add(event.body()));
      Bus.await(vertx.deployVerticle("dev.jobtracker.tracker.JobTrackerVerticle"));
      JsonObject event = told.poll(30, TimeUnit.SECONDS);
      assertThat(event).isNotNull();
      validate("trackerEvent", event);
      assertThat(event.getString("role")).isEqualTo("alone");
    } finally {
      Bus.await(vertx.close());
    }
  }
}
