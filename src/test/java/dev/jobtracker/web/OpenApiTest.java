package dev.jobtracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.jobtracker.tracker.Bus;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** The description of the API is what it says it is, and describes what is served. */
class OpenApiTest {
  private static final String SPECIFICATION =
      "https://spec.openapis.org/oas/3.1/schema-base/2022-10-07";

  @Test
  void document_is_open_api31() {
    JsonSchemaFactory factory =
        JsonSchemaFactory.getInstance(
            VersionFlag.V202012,
            builder ->
                builder.schemaMappers(
                    all ->
                        all.mapPrefix("https://spec.openapis.org", "classpath:spec.openapis.org")));
    JsonSchema schema = factory.getSchema(SchemaLocation.of(SPECIFICATION));
    assertThat(schema.validate(OpenApi.TEXT, InputFormat.JSON)).isEmpty();
    JsonObject broken = new JsonObject(OpenApi.TEXT);
    broken.getJsonObject("paths").getJsonObject("/api/jobs").put("gett", new JsonObject());
    assertThat(schema.validate(broken.encode(), InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void routes_are_all_described_and_all_that_is_described_is_a_route() {
    Vertx vertx = Vertx.vertx();
    try {
      WebVerticle web = new WebVerticle(InstantSource.system());
      Bus.await(
          vertx.deployVerticle(
              web, new DeploymentOptions().setConfig(Server.onFreePort(new JsonObject()))));
      Set<String> served = new TreeSet<>();
      for (Route route : web.router().getRoutes()) {
        if (route.getPath() != null && route.methods() != null) {
          String template = route.getPath().replaceAll(":([a-z_]+)", "{$1}");
          assertThat(web.labels().of(template)).as("its name in metrics").isEqualTo(template);
          for (HttpMethod method : route.methods()) {
            served.add(template + " " + method.name().toLowerCase(Locale.ROOT));
          }
        }
      }
      assertThat(described()).isEqualTo(served);
    } finally {
      Bus.await(vertx.close());
    }
  }

  @Test
  void every_route_answers() {
    try (Server server = new Server()) {
      for (String route : described()) {
        String path =
            route.substring(0, route.indexOf(' ')).replaceAll("\\{[a-z_]+}", "main_00000000");
        String method = route.substring(route.indexOf(' ') + 1).toUpperCase(Locale.ROOT);
        String head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
        String answer = server.raw(head + "Accept: application/json\r\nContent-Length: 0\r\n\r\n");
        assertThat(answer).as(route).startsWith("HTTP/1.1 ");
      }
    }
  }

  private static Set<String> described() {
    Set<String> described = new TreeSet<>();
    JsonObject paths = OpenApi.DOCUMENT.getJsonObject("paths");
    for (String path : paths.fieldNames()) {
      paths.getJsonObject(path).fieldNames().stream()
          .filter(OpenApi.METHODS::contains)
          .forEach(method -> described.add(path + " " + method));
    }
    return described;
  }

  @Test
  void examples_match_their_schemas() {
    int[] count = {0};
    eachContent(
        OpenApi.DOCUMENT,
        "",
        (pointer, content) -> {
          if (content.containsKey("example")) {
            count[0]++;
            Object example = content.getValue("example");
            OpenApi.validate(pointer, pointer + "/schema", Json.encode(example));
          }
        });
    JsonObject examples = OpenApi.resolve("/components/examples").value();
    for (String name : examples.fieldNames()) {
      OpenApi.validate(
          name,
          "/components/schemas/Job",
          examples.getJsonObject(name).getJsonObject("value").encode());
    }
    assertThat(count[0]).isGreaterThan(20);
  }

  /** Visits whatever has a schema beside an example: media types and parameters. */
  private static void eachContent(
      JsonObject part, String pointer, BiConsumer<String, JsonObject> visitor) {
    if (part.containsKey("schema")) {
      visitor.accept(pointer, part);
    }
    for (String key : part.fieldNames()) {
      if (part.getValue(key) instanceof JsonObject child && !key.startsWith("example")) {
        eachContent(child, pointer + "/" + OpenApi.escape(key), visitor);
      }
    }
  }

  @Test
  void every_operation_has_an_id_of_its_own() {
    Set<String> ids = new TreeSet<>();
    JsonObject paths = OpenApi.DOCUMENT.getJsonObject("paths");
    for (String path : paths.fieldNames()) {
      for (String method : paths.getJsonObject(path).fieldNames()) {
        if (OpenApi.METHODS.contains(method)) {
          JsonObject operation = paths.getJsonObject(path).getJsonObject(method);
          assertThat(ids.add(operation.getString("operationId"))).as(path + method).isTrue();
        }
      }
    }
  }
}
