package dev.jobtracker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jobtracker.text.Durations;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
  /** Documents in single quotes for the sake of reading, and the sentence that refuses each. */
  @ParameterizedTest
  @MethodSource("badDocuments")
  void bad_document_is_refused_with_its_sentence(String document, String sentence) {
    assertThatThrownBy(() -> Config.from(json(document)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(sentence.replace('\'', '"'));
  }

  static Stream<Arguments> badDocuments() {
    return Stream.of(
        arguments(
            "{'auth': {'jwt': 'a secret at the wrong place'}}",
            "auth.jwt: must be an object, found a string"),
        arguments("{'auth': {'jwt': {'key': 1}}}", "auth.jwt.key: unknown key"),
        arguments(
            "{'auth': {'jwt': {'secret': '0123456789012345678901234567890'}}}",
            "auth.jwt.secret: must be null or a text of at least 32 bytes, found a string"),
        arguments(
            "{'auth': {'jwt': {'issuer': 'x'}}}",
            "auth.jwt.issuer: needs auth.jwt.secret or auth.jwt.public_key, found neither"),
        arguments("{'htpp': {}}", "htpp: unknown key"),
        arguments("{'port': 8080}", "port: unknown key"),
        arguments("{'http': 8080}", "http: must be an object, found a number"),
        arguments("{'http': null}", "http: must be an object, found null"),
        arguments("{'http': []}", "http: must be an object, found an array"),
        arguments("{'http': {'prot': 8080}}", "http.prot: unknown key"),
        arguments("{'http': {'a\\nb': 8080}}", "http.'a b': unknown key"),
        arguments("{'http': {'port': '8080'}}", port("'8080'")),
        arguments("{'http': {'port': '\u0085\u2028'}}", port("'  '")),
        arguments("{'http': {'port': 65536}}", port("65536")),
        arguments("{'http': {'port': -1}}", port("-1")),
        arguments("{'http': {'port': 80.0}}", port("80.0")),
        arguments("{'http': {'port': 4294967376}}", port("4294967376")),
        arguments("{'http': {'port': null}}", port("null")),
        arguments("{'http': {'port': {}}}", port("an object")),
        arguments("{'http': {'port': true}}", port("true")),
        arguments(
            "{'http': {'instances': 0}}",
            "http.instances: must be null or an integer from 1 to 256, found 0"),
        arguments(
            "{'tracker': {'indexed_labels': ['a', 'b', 'c', 'd', 'e']}}",
            "tracker.indexed_labels: must be at most 4 label keys, found 5"),
        arguments(
            "{'tracker': {'indexed_labels': ['a', '']}}",
            "tracker.indexed_labels[1]: must be a label key, which matches"
                + " [A-Za-z0-9][A-Za-z0-9_./-]{0,62}, found ''"),
        arguments("{'http': {'host': ''}}", host("''")),
        arguments("{'http': {'host': 'a b'}}", host("'a b'")),
        arguments("{'http': {'host': '[::1]'}}", host("'[::1]'")),
        arguments("{'http': {'host': '127.0.0.256'}}", host("'127.0.0.256'")),
        arguments("{'http': {'host': 'localhost:80'}}", host("'localhost:80'")),
        arguments(
            "{'http': {'allow_clear': 1}}", "http.allow_clear: must be true or false, found 1"),
        arguments("{'http': {'allowed_origins': 'https://a'}}", origins("'https://a'")),
        arguments("{'http': {'allowed_origins': null}}", origins("null")),
        arguments("{'http': {'allowed_origins': ['*']}}", origin("'*'")),
        arguments("{'http': {'allowed_origins': ['null']}}", origin("'null'")),
        arguments("{'http': {'allowed_origins': ['https://a/']}}", origin("'https://a/'")),
        arguments("{'http': {'allowed_origins': [null]}}", origin("null")),
        arguments(
            "{'http': {'allowed_hosts': ['a', 'https://a']}}",
            "http.allowed_hosts[1]: must be a host such as 'example.org' or 'example.org:8080',"
                + " found 'https://a'"),
        arguments(
            "{'http': {'cert': 'a.pem'}}", "http.key: must be set when http.cert is, found null"),
        arguments(
            "{'http': {'key': 'a.pem'}}", "http.cert: must be set when http.key is, found null"),
        arguments(
            "{'http': {'cert': ' '}}",
            "http.cert: must be null or the path of a PEM file, found ' '"),
        arguments(
            "{'http': {'host': '0.0.0.0'}}",
            "http.host: must be a loopback address while auth.tokens is empty and auth.open is"
                + " false, found '0.0.0.0'"),
        arguments(
            "{'tracker': {'max_jobs': 'many'}}",
            "tracker.max_jobs: must be an integer from 1 to 10000000, found 'many'"),
        arguments("{'tracker': {'publish_interval': 20}}", interval("20")),
        arguments("{'tracker': {'publish_interval': '20'}}", interval("'20'")),
        arguments("{'tracker': {'publish_interval': '0ms'}}", interval("'0ms'")),
        arguments("{'tracker': {'publish_interval': '11s'}}", interval("'11s'")),
        arguments(
            "{'tracker': {'retention': '2h', 'max_retention': '90m'}}",
            "tracker.retention: must be at most tracker.max_retention, which is '90m', found '2h'"),
        arguments(
            "{'tracker': {'heartbeat_timeout': '1500ms'}}",
            "tracker.heartbeat_timeout: must be whole seconds, such as '5m', found '1500ms'"),
        arguments(
            "{'auth': {'tokens': 's3cret'}}",
            "auth.tokens: must be an array of at most 1000 objects, found a string"),
        arguments(
            "{'auth': {'tokens': ['s3cret']}}",
            "auth.tokens[0]: must be an object, found a string"),
        arguments("{'auth': {'tokens': [{'name': 'ci'}]}}", "auth.tokens[0].token: is missing"),
        arguments(
            "{'auth': {'tokens': [%s, {'token': 's3cret'}]}}", "auth.tokens[1].name: is missing"),
        arguments(
            "{'auth': {'tokens': [{'name': 'ci', 'token': 's3cret x', 'may': []}]}}", secret()),
        arguments("{'auth': {'tokens': [{'name': 'ci', 'token': '', 'may': []}]}}", secret()),
        arguments(
            "{'auth': {'tokens': [{'name': ' ', 'token': 'x', 'may': ['read']}]}}",
            "auth.tokens[0].name: must be a text of 1 to 64 characters, found ' '"),
        arguments(
            "{'auth': {'tokens': [{'name': 'ci', 'token': 'x', 'may': []}]}}",
            "auth.tokens[0].may: must name at least one right, found none"),
        arguments(
            "{'auth': {'tokens': [{'name': 'ci', 'token': 'x', 'may': ['read', 'Write']}]}}",
            "auth.tokens[0].may[1]: must be 'read', 'write' or 'admin', found 'Write'"),
        arguments(
            "{'auth': {'tokens': [{'name': 'ci', 'token': 'x', 'may': ['read'], 's3': 1}]}}",
            "auth.tokens[0].s3: unknown key"),
        arguments(
            "{'auth': {'tokens': [%s, {'name': 'ci', 'token': 'y', 'may': ['read']}]}}",
            "auth.tokens[1].name: must differ from the names before it, found 'ci'"),
        arguments(
            "{'auth': {'tokens': [%s, {'name': 'b', 'token': 'x', 'may': ['read']}]}}",
            "auth.tokens[1].token: must differ from the tokens before it, found the same one again"),
        arguments(
            "{'demo': {'directory': 7}}",
            "demo.directory: must be null or the path of a directory, found 7"));
  }

  private static String port(String found) {
    return "http.port: must be an integer from 0 to 65535, found " + found;
  }

  private static String host(String found) {
    return "http.host: must be a host name or an IP address, found " + found;
  }

  private static String origins(String found) {
    return "http.allowed_origins: must be an array of at most 1000 origins, found " + found;
  }

  private static String origin(String found) {
    return "http.allowed_origins[0]: must be an origin such as 'https://example.org' or"
        + " 'http://localhost:3000', found "
        + found;
  }

  private static String interval(String found) {
    return "tracker.publish_interval: must be a duration from '1ms' to '10s', such as '20ms', found "
        + found;
  }

  private static String secret() {
    return "auth.tokens[0].token: must be a text of 1 to 1024 visible ASCII characters without"
        + " spaces, found a string";
  }

  @ParameterizedTest
  @MethodSource("keys")
  void every_key_refuses_wrong_types(Key<?> key) {
    Map<String, String> wrong = new HashMap<>(Map.of("{}", "{}", "1.5", "1.5", "NaN", "'\\u0000'"));
    switch (key.type().kind()) {
      case INTEGER -> wrong.putAll(Map.of("a", "'1'", "b", "true", "c", "[]", "d", "1e3"));
      case FLAG -> wrong.putAll(Map.of("a", "'true'", "b", "1", "c", "[]"));
      case TEXT -> wrong.putAll(Map.of("a", "1", "b", "true", "c", "[]", "d", "''"));
      case LIST -> wrong.putAll(Map.of("a", "''", "b", "1", "c", "true", "d", "[1]"));
    }
    if (!key.nullable()) {
      wrong.put("null", "null");
    }
    for (String value : wrong.values()) {
      assertThatThrownBy(() -> Config.from(document(key.path(), value)))
          .isInstanceOf(ConfigException.class)
          .hasMessageStartingWith(key.path())
          .hasMessageContaining(": must be ")
          .hasMessageContaining(", found ");
    }
  }

  @ParameterizedTest
  @MethodSource("keys")
  void every_key_refuses_an_unknown_neighbour(Key<?> key) {
    String path = key.path() + "x";
    assertThatThrownBy(() -> Config.from(document(path, "1"))).hasMessage(path + ": unknown key");
  }

  @ParameterizedTest
  @MethodSource("keys")
  void every_bound_holds_and_one_beyond_it_does_not(Key<?> key) {
    String rule = key.type().rule();
    String number = rule.contains("integer") ? "(\\d+) to (\\d+)" : "\"(\\w+)\" to \"(\\w+)\"";
    Matcher range = Pattern.compile(number).matcher(rule);
    if (!range.find()) {
      return;
    }
    boolean integer = rule.contains("integer");
    String least = integer ? range.group(1) : "'" + range.group(1) + "'";
    String most = integer ? range.group(2) : "'" + range.group(2) + "'";
    String under = integer ? "" + (Long.parseLong(least) - 1) : beyond(range.group(1), -1);
    String over = integer ? "" + (Long.parseLong(most) + 1) : beyond(range.group(2), 1);
    assertThat(Config.from(document(key.path(), least))).isNotNull();
    assertThat(Config.from(document(key.path(), most))).isNotNull();
    for (String value : List.of(under, over)) {
      assertThatThrownBy(() -> Config.from(document(key.path(), value)))
          .hasMessage(key.path() + ": must be " + rule + ", found " + value.replace('\'', '"'));
    }
  }

  private static String beyond(String duration, int millis) {
    return "'" + Durations.format(Durations.parse(duration).plusMillis(millis)) + "'";
  }

  static Stream<Key<?>> keys() {
    return Config.keys().values().stream();
  }

  @Test
  void every_value_is_read_into_its_place() {
    Config config =
        Config.from(
            json(
                """
                {'http': {'host': '::', 'port': 0, 'instances': 3, 'max_body_bytes': 2048,
                  'max_connections': 7, 'idle_timeout': '9s',
                  'allowed_origins': ['HTTPS://Example.org:443', 'http://a:80', 'http://[::1]:81'],
                  'allowed_hosts': ['Example.org', '[::1]:81'], 'allow_clear': true,
                  'cert': 'c.pem', 'key': 'k.pem'},
                 'tracker': {'max_jobs': 1, 'max_gone': 2, 'retention': '3s', 'max_retention': '4s',
                  'heartbeat_timeout': '5s', 'lost_after': '6s', 'publish_interval': '7ms',
                  'max_result_bytes': 8, 'indexed_labels': ['tenant', 'a.b/c']},
                 'live': {'max_sockets': 1, 'max_watches_per_socket': 2, 'max_frame_bytes': 3000,
                  'max_batch': 4, 'ping_interval': '5s', 'slow_client_timeout': '6s',
                  'max_wait': '7s'},
                 'auth': {'tokens': [{'name': 'ci', 'token': 'x', 'may': ['write', 'read']}],
                  'open': true, 'max_sessions': 1, 'session_ttl': '2s'},
                 'bridge': {'enabled': true, 'allow_writes': true},
                 'demo': {'directory': 'd'}}
                """));
    assertThat(config.http())
        .isEqualTo(
            new HttpConfig(
                "::",
                0,
                3,
                2048,
                7,
                Duration.ofSeconds(9),
                List.of("https://example.org", "http://a", "http://[::1]:81"),
                List.of("example.org", "[::1]:81"),
                true,
                Path.of("c.pem"),
                Path.of("k.pem")));
    assertThat(config.http().tls()).isTrue();
    assertThat(config.tracker())
        .isEqualTo(
            new TrackerConfig(
                1,
                2,
                Duration.ofSeconds(3),
                Duration.ofSeconds(4),
                Duration.ofSeconds(5),
                Duration.ofSeconds(6),
                Duration.ofMillis(7),
                8,
                Set.of("tenant", "a.b/c")));
    assertThat(config.live())
        .isEqualTo(
            new LiveConfig(
                1,
                2,
                3000,
                4,
                Duration.ofSeconds(5),
                Duration.ofSeconds(6),
                Duration.ofSeconds(7)));
    Token token = new Token("ci", "x", EnumSet.of(Right.READ, Right.WRITE));
    assertThat(config.auth())
        .isEqualTo(new AuthConfig(List.of(token), true, 1, Duration.ofSeconds(2), JwtConfig.NONE));
    assertThat(config.bridge()).isEqualTo(new BridgeConfig(true, true));
    assertThat(config.demo()).isEqualTo(new DemoConfig(Path.of("d")));
  }

  @Test
  void retention_left_out_is_never_above_its_own_limit() {
    TrackerConfig tracker = Config.from(json("{'tracker': {'max_retention': '10m'}}")).tracker();
    assertThat(tracker.retention()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void plain_maps_and_lists_are_read_like_their_json_types() {
    JsonObject document =
        new JsonObject(Map.of("http", Map.of("allowed_hosts", List.of("a"), "port", 9L)));
    assertThat(Config.from(document).http().allowedHosts()).containsExactly("a");
    assertThat(Config.from(document).http().port()).isEqualTo(9);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "localhost", "LOCALHOST", "::1", "0:0::1"})
  void loopback_host_may_be_open(String host) {
    assertThat(Config.from(document("http.host", "'" + host + "'")).http().loopback()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.1", "example.org", "127.0.0.1.example.org"})
  void other_host_needs_tokens_or_a_word_that_it_is_meant(String host) {
    String http = "{'http': {'host': '" + host + "'}";
    assertThatThrownBy(() -> Config.from(json(http + "}")))
        .hasMessageStartingWith("http.host: must be a loopback address while auth.tokens is empty");
    assertThat(Config.from(json(http + ", 'auth': {'open': true}}")).http().loopback()).isFalse();
    assertThat(Config.from(json(http + ", 'auth': {'tokens': [%s]}}")).auth().required()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "READ, READ, true",
    "READ, WRITE, false",
    "READ, ADMIN, false",
    "WRITE, READ, true",
    "WRITE, WRITE, true",
    "WRITE, ADMIN, false",
    "ADMIN, READ, true",
    "ADMIN, WRITE, true",
    "ADMIN, ADMIN, true"
  })
  void right_includes_those_before_it(Right held, Right needed, boolean allowed) {
    assertThat(new Token("ci", "x", Set.of(held)).allows(needed)).isEqualTo(allowed);
  }

  @Test
  void token_is_in_no_text_of_the_configuration() {
    Config config =
        Config.from(
            json("{'auth': {'tokens': [{'name': 'ci', 'token': 's3cret', 'may': ['read']}]}}"));
    assertThat(config.toString()).contains("ci").doesNotContain("s3cret");
  }

  private static JsonObject document(String path, String value) {
    String document = value;
    String[] names = path.split("\\.");
    for (int i = names.length - 1; i >= 0; i--) {
      document = "{'" + names[i] + "': " + document + "}";
    }
    return json(document);
  }

  private static JsonObject json(String text) {
    String token = "{'name': 'ci', 'token': 'x', 'may': ['read']}";
    return new JsonObject(text.replace("%s", token).replace('\'', '"'));
  }
}
