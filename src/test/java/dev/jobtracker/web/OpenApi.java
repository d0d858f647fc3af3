package dev.jobtracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The description of the API, against which the answers that tests see are held. */
final class OpenApi {
  static final String TEXT = resource("/openapi.json");
  static final JsonObject DOCUMENT = new JsonObject(TEXT);
  static final Set<String> METHODS = Set.of("get", "head", "post", "patch", "delete");

  static final String HERE = "https://jobtracker.dev/openapi.json";

  /** What HTTP itself may answer to anything, said in the description's introduction. */
  private static final Set<Integer> ANYWHERE = Set.of(405, 414, 431);

  /** Headers that say something of one answer; all others are common or those of HTTP itself. */
  private static final Set<String> TELLING =
      Set.of(
          "ETag", "Location", "Retry-After", "WWW-Authenticate", "Set-Cookie", "X-Accel-Buffering");

  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(
          VersionFlag.V202012,
          builder -> builder.schemaLoaders(all -> all.schemas(Map.of(HERE, strict()))));

  private static final Map<String, JsonSchema> SCHEMAS = new ConcurrentHashMap<>();

  private OpenApi() {}

  static String resource(String name) {
    try (InputStream in = OpenApi.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Callers are told that keys may be added, but a test wants to see every key described. */
  static String strict() {
    JsonObject document = new JsonObject(TEXT);
    JsonObject schemas = document.getJsonObject("components").getJsonObject("schemas");
    for (String name : schemas.fieldNames()) {
      JsonObject schema = schemas.getJsonObject(name);
      if (schema.containsKey("properties")) {
        schema.put("additionalProperties", false);
      }
    }
    return document.encode();
  }

  /** Holds an answer against what the description says of its path, method and status. */
  static void check(String method, String target, Server.Answer answer) {
    String what = method + " " + target + " " + answer.status();
    String template = template(target);
    JsonObject operation =
        template == null ? null : path(template).getJsonObject(method.toLowerCase());
    if (operation == null || ANYWHERE.contains(answer.status())) {
      checkUndescribed(what, method, template, answer);
      return;
    }
    String pointer = "/paths/" + escape(template) + "/" + method.toLowerCase() + "/responses/";
    String status = String.valueOf(answer.status());
    assertThat(operation.getJsonObject("responses").fieldNames()).as(what).contains(status);
    Described response = resolve(pointer + status);
    checkHeaders(what, response.value(), answer);
    if (answer.status() < 300) {
      checkQuery(what, operation, target);
    }
    checkBody(what, response, answer);
  }

  /** What is on no path, or is no method of its path, is told so. */
  private static void checkUndescribed(
      String what, String method, String template, Server.Answer answer) {
    boolean bridge = what.contains(" /eventbus/") && answer.status() == 200;
    if (bridge || (method.equals("OPTIONS") && answer.status() == 204)) {
      // What answers there is SockJS, which is described elsewhere.
      return;
    }
    assertThat(answer.status())
        .as(what)
        .isIn(
            template == null
                ? List.of(404, 400, 401, 403, 414, 421, 431, 503)
                : List.of(400, 401, 403, 405, 414, 421, 431));
    if (!method.equals("HEAD")) {
      problem(what, answer.body());
    }
  }

  private static void checkHeaders(String what, JsonObject response, Server.Answer answer) {
    JsonObject headers = response.getJsonObject("headers", new JsonObject());
    for (String name : headers.fieldNames()) {
      JsonObject header = headers.getJsonObject(name);
      if (header.containsKey("$ref")) {
        header = resolve(header.getString("$ref").substring(1)).value();
      }
      if (header.getBoolean("required", false)) {
        assertThat(answer.header(name)).as(what + ": header " + name).isNotNull();
      }
    }
    for (String name : TELLING) {
      if (answer.header(name) != null) {
        assertThat(headers.fieldNames()).as(what + ": header " + name).contains(name);
      }
    }
  }

  /** What was taken is described. */
  private static void checkQuery(String what, JsonObject operation, String target) {
    Set<String> described = new HashSet<>();
    for (Object each : operation.getJsonArray("parameters", new JsonArray())) {
      JsonObject parameter = (JsonObject) each;
      if (parameter.containsKey("$ref")) {
        parameter = resolve(parameter.getString("$ref").substring(1)).value();
      }
      if (parameter.getString("in").equals("query")) {
        described.add(parameter.getString("name"));
      }
    }
    String query = target.contains("?") ? target.substring(target.indexOf('?') + 1) : "";
    for (String pair : query.split("&")) {
      if (!pair.isEmpty()) {
        assertThat(described).as(what).contains(pair.split("=")[0]);
      }
    }
  }

  private static void checkBody(String what, Described response, Server.Answer answer) {
    JsonObject content = response.value().getJsonObject("content");
    if (content == null) {
      assertThat(answer.body()).as(what).isEmpty();
      return;
    }
    String mediaType = answer.header("Content-Type").split(";")[0];
    assertThat(content.fieldNames()).as(what).contains(mediaType);
    if (mediaType.endsWith("json")) {
      validate(
          what, response.pointer() + "/content/" + escape(mediaType) + "/schema", answer.body());
    }
  }

  static void problem(String what, String body) {
    validate(what, "/components/schemas/Problem", body);
  }

  /** Validates JSON against the schema that this pointer leads to. */
  static void validate(String what, String pointer, String json) {
    JsonSchema schema =
        SCHEMAS.computeIfAbsent(
            pointer, at -> FACTORY.getSchema(SchemaLocation.of(HERE + "#" + at)));
    assertThat(schema.validate(json, InputFormat.JSON)).as(what + ": " + json).isEmpty();
  }

  /** A part of the description and where it is. */
  record Described(String pointer, JsonObject value) {}

  /** Returns what is at a pointer, or what it refers to. */
  static Described resolve(String pointer) {
    Object value = DOCUMENT;
    for (String key : pointer.substring(1).split("/")) {
      value = ((JsonObject) value).getValue(key.replace("~1", "/").replace("~0", "~"));
    }
    JsonObject found = (JsonObject) value;
    return found.containsKey("$ref")
        ? resolve(found.getString("$ref").substring(1))
        : new Described(pointer, found);
  }

  static String escape(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  private static JsonObject path(String template) {
    return DOCUMENT.getJsonObject("paths").getJsonObject(template);
  }

  private static final Map<String, Pattern> TEMPLATES = templates();

  private static Map<String, Pattern> templates() {
    Map<String, Pattern> templates = new HashMap<>();
    for (String path : DOCUMENT.getJsonObject("paths").fieldNames()) {
      String regex = Pattern.quote(path).replaceAll("\\{[a-z_]+}", "\\\\E[^/]+\\\\Q");
      templates.put(path, Pattern.compile(regex));
    }
    return templates;
  }

  /** Returns the described path of a target, or null when there is none. */
  static String template(String target) {
    String path = target.split("\\?", 2)[0];
    return TEMPLATES.entrySet().stream()
        .filter(entry -> entry.getValue().matcher(path).matches())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }
}
