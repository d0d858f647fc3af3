package dev.jobtracker.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.config.ConfigException;
import dev.jobtracker.config.JwtConfig;
import dev.jobtracker.config.Right;
import dev.jobtracker.job.Scope;
import dev.jobtracker.tracker.Bus;
import dev.jobtracker.web.Jwt;
import dev.jobtracker.web.access.SignedTokens.RefusedToken;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a signed token is worth (contract, section 13), and the usual ways to forge one. */
class SignedTokensTest {
  private static final long NOW = 1_800_000_000;
  private static final String HS256 = "{\"alg\":\"HS256\"}";

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private Instant now = Instant.ofEpochSecond(NOW);

  @AfterEach
  void close() {
    Bus.await(vertx.close());
  }

  private SignedTokens tokens(JwtConfig config) {
    return new SignedTokens(vertx, config, Set.of("owner", "team"), () -> now);
  }

  private static JwtConfig secret(String issuer, String audience) {
    return new JwtConfig(Jwt.SECRET, null, issuer, audience, Duration.ofDays(30));
  }

  private static JsonObject claims() {
    return JsonObject.of("exp", NOW + 60, "may", JsonArray.of("read"));
  }

  @Test
  void scopes_rights_name_and_end_are_what_the_token_says() {
    SignedTokens tokens = tokens(secret(null, null));
    assertThat(tokens.grant(Jwt.hs256(claims().put("sub", "ann"))))
        .isEqualTo(
            new Grant("ann", Set.of(Right.READ), Scope.ALL, Instant.ofEpochSecond(NOW + 60)));
    assertThat(tokens.grant(Jwt.hs256(claims().put("job", "a_12345678"))).scope())
        .isEqualTo(Scope.ofJob("a_12345678"));
    JsonObject labels = JsonObject.of("owner", "ann", "team", "x");
    assertThat(tokens.grant(Jwt.hs256(claims().put("labels", labels))).scope())
        .isEqualTo(Scope.ofLabels(Map.of("owner", "ann", "team", "x")));
    JsonArray all = JsonArray.of("read", "admin", "read");
    assertThat(tokens.grant(Jwt.hs256(claims().put("may", all))).may())
        .isEqualTo(Set.of(Right.READ, Right.ADMIN));
  }

  @Test
  void time_ends_a_token_also_one_that_is_remembered() {
    SignedTokens tokens = tokens(secret(null, null));
    String token = Jwt.hs256(claims().put("iat", NOW + 1_000).put("nbf", NOW));
    now = Instant.ofEpochSecond(NOW + 59);
    assertThat(tokens.grant(token).end()).isEqualTo(Instant.ofEpochSecond(NOW + 60));
    now = Instant.ofEpochSecond(NOW + 60);
    assertRefused(tokens, token, "exp: has passed");
  }

  @Test
  void issuer_and_audience_are_checked_where_they_are_set() {
    SignedTokens tokens = tokens(secret("https://app", "tracker"));
    JsonObject both = claims().put("iss", "https://app");
    assertThat(tokens.grant(Jwt.hs256(both.copy().put("aud", "tracker")))).isNotNull();
    assertThat(tokens.grant(Jwt.hs256(both.copy().put("aud", JsonArray.of("x", "tracker")))))
        .isNotNull();
    assertRefused(tokens, Jwt.hs256(both), "aud: must name the text of auth.jwt.audience");
    assertRefused(tokens, Jwt.hs256(both.copy().put("aud", JsonArray.of("x"))), "aud: ");
    assertRefused(tokens, Jwt.hs256(claims().put("aud", "tracker")), "iss: ");
    assertRefused(
        tokens, Jwt.hs256(claims().put("iss", "https://ap").put("aud", "tracker")), "iss: ");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"may":["read"]}                                                     | exp: is missing
          {"exp":null,"may":["read"]}                                          | exp: must be whole
          {"exp":"1800000060","may":["read"]}                                  | exp: must be whole
          {"exp":1800000060.5,"may":["read"]}                                  | exp: must be whole
          {"exp":1800000060.0,"may":["read"]}                                  | exp: must be whole
          {"exp":1.8e9,"may":["read"]}                                         | exp: must be whole
          {"exp":-1,"may":["read"]}                                            | exp: must be whole
          {"exp":99999999999999999999999,"may":["read"]}                       | exp: must be whole
          {"exp":9223372036854775807,"may":["read"]}                           | exp: must be whole
          {"exp":true,"may":["read"]}                                          | exp: must be whole
          {"exp":1800000000,"may":["read"]}                                    | exp: has passed
          {"exp":1799999999,"may":["read"]}                                    | exp: has passed
          {"exp":1802592001,"may":["read"]}                                    | exp: must be at most
          {"exp":1800000060,"may":["read"],"nbf":1800000001}                   | nbf: has not come yet
          {"exp":1800000060,"may":["read"],"iat":"1"}                          | iat: must be seconds
          {"exp":1800000060,"may":["read"],"iat":null}                         | iat: must be seconds
          {"exp":1800000060,"may":["read"],"nbf":"1"}                          | nbf: must be whole
          {"exp":1800000060}                                                   | may: must be an array
          {"exp":1800000060,"may":null}                                        | may: must be an array
          {"exp":1800000060,"may":"read"}                                      | may: must be an array
          {"exp":1800000060,"may":{"read":true}}                               | may: must be an array
          {"exp":1800000060,"may":[]}                                          | may: must be an array
          {"exp":1800000060,"may":["READ"]}                                    | may: must hold
          {"exp":1800000060,"may":["read",1]}                                  | may: must hold
          {"exp":1800000060,"may":["read",null]}                               | may: must hold
          {"exp":1800000060,"may":["read"],"job":null}                         | job: must be a task_id
          {"exp":1800000060,"may":["read"],"job":""}                           | job: must be a task_id
          {"exp":1800000060,"may":["read"],"job":["a_12345678"]}               | job: must be a task_id
          {"exp":1800000060,"may":["read"],"labels":null}                      | labels: must be an object
          {"exp":1800000060,"may":["read"],"labels":{}}                        | labels: must be an object
          {"exp":1800000060,"may":["read"],"labels":"owner:ann"}               | labels: must be an object
          {"exp":1800000060,"may":["read"],"labels":{"owner":1}}               | labels: every value
          {"exp":1800000060,"may":["read"],"labels":{"owner":null}}            | labels: every value
          {"exp":1800000060,"may":["read"],"labels":{"city":"x"}}              | labels: every key
          {"exp":1800000060,"may":["read"],"labels":{"owner":"a","city":"x"}}  | labels: every key
          {"exp":1800000060,"may":["read"],"job":"a","labels":{"owner":"a"}}   | job and labels: only one
          {"exp":1800000060,"may":["read"],"job":null,"labels":null}           | job and labels: only one
          {"exp":1800000060,"may":["read"],"sub":7}                            | sub: must be a string
          {"exp":1800000060,"exp":1800000060,"may":["read"]}                   | its claims must be
          {"exp":1800000060,"may":["read"],"may":["admin"]}                    | its claims must be
          {"exp":1800000060,"may":["read"]} {}                                 | its claims must be
          {"exp":1800000060,"may":["read"],}                                   | its claims must be
          ["exp"]                                                              | its claims must be
          null                                                                 | its claims must be
          """)
  void broken_claim_is_refused(String claims, String why) {
    assertRefused(tokens(secret(null, null)), Jwt.hs256(HS256, claims), why);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"alg":"none"}                                      | alg: must be HS256
          {"alg":"None"}                                      | alg: must be HS256
          {"alg":"hs256"}                                     | alg: must be HS256
          {"alg":"HS512"}                                     | alg: must be HS256
          {"alg":"RS256"}                                     | alg: must be HS256
          {"alg":null}                                        | alg: must be HS256
          {"alg":["HS256"]}                                   | alg: must be HS256
          {}                                                  | alg: must be HS256
          {"alg":"HS256","alg":"none"}                        | its header must be
          {"alg":"HS256","crit":[]}                           | crit: is not understood
          {"alg":"HS256","crit":["b64"],"b64":false}          | crit: is not understood
          {"alg":"HS256"                                      | its header must be
          """)
  void broken_header_is_refused(String header, String why) {
    assertRefused(tokens(secret(null, null)), Jwt.hs256(header, claims().encode()), why);
  }

  @Test
  void keys_that_a_header_names_are_not_used() {
    SignedTokens tokens = tokens(secret(null, null));
    byte[] own = "a key of the attacker that is long enough".getBytes(StandardCharsets.UTF_8);
    JsonObject header =
        JsonObject.of(
            "alg", "HS256",
            "jku", "http://evil.example/keys",
            "x5u", "http://evil.example/cert",
            "kid", "../../dev/null",
            "jwk",
                JsonObject.of(
                    "kty", "oct", "k", Jwt.base64(new String(own, StandardCharsets.UTF_8))));
    assertRefused(
        tokens, Jwt.hmac(header.encode(), claims().encode(), own), "its signature is not ours");
    assertThat(tokens.grant(Jwt.hs256(header.encode(), claims().encode()))).isNotNull();
  }

  @Test
  void what_is_no_token_is_refused() {
    SignedTokens tokens = tokens(secret(null, null));
    String good = Jwt.hs256(claims());
    String[] parts = good.split("\\.");
    for (String broken :
        new String[] {
          "",
          "x",
          "a.b",
          "a.b.c.d",
          "..",
          good + ".",
          good + ".x",
          good.substring(1),
          parts[0] + "." + parts[1] + ".",
          parts[0] + "." + parts[1],
          parts[0] + "." + parts[1] + ".AAAA",
          parts[0] + "=." + parts[1] + "." + parts[2],
          parts[0] + "." + parts[1] + "=." + parts[2],
          parts[0] + "." + parts[1] + " ." + parts[2],
          parts[0] + "." + parts[1] + "+/." + parts[2],
          parts[0] + "." + parts[1] + "." + parts[2].substring(0, 20),
          "x".repeat(1 << 20),
          ("x".repeat(1 << 18) + ".").repeat(3)
        }) {
      assertThatThrownBy(() -> tokens.grant(broken)).isInstanceOf(RefusedToken.class);
    }
    byte[] other = "another secret, which is long enough".getBytes(StandardCharsets.UTF_8);
    assertRefused(tokens, Jwt.hmac(HS256, claims().encode(), other), "its signature is not ours");
  }

  @Test
  void public_keys_are_good_for_their_own_algorithm_alone() throws IOException {
    KeyPair rsa = Jwt.rsa(2048);
    KeyPair ec = Jwt.ec("secp256r1");
    for (KeyPair pair : new KeyPair[] {rsa, ec}) {
      KeyPair other = pair == rsa ? ec : rsa;
      String pem = Jwt.pem(pair.getPublic());
      Path file = Files.writeString(folder.resolve("key.pem"), pem);
      SignedTokens tokens = tokens(new JwtConfig(null, file, null, null, Duration.ofDays(30)));
      assertThat(tokens.grant(Jwt.signed(claims(), pair.getPrivate())).may())
          .isEqualTo(Set.of(Right.READ));
      assertRefused(tokens, Jwt.signed(claims(), other.getPrivate()), "alg: must be ");
      assertRefused(tokens, Jwt.hs256(claims()), "alg: must be ");
      // The confusion of algorithms: what everybody knows of the key as a secret.
      assertRefused(
          tokens,
          Jwt.hmac(HS256, claims().encode(), pem.getBytes(StandardCharsets.US_ASCII)),
          "alg: must be ");
      KeyPair same = pair == rsa ? Jwt.rsa(2048) : Jwt.ec("secp256r1");
      assertRefused(tokens, Jwt.signed(claims(), same.getPrivate()), "its signature is not ours");
    }
  }

  @Test
  void secret_and_public_key_may_both_be_set() throws IOException {
    KeyPair rsa = Jwt.rsa(2048);
    Path file = Files.writeString(folder.resolve("key.pem"), Jwt.pem(rsa.getPublic()));
    SignedTokens tokens = tokens(new JwtConfig(Jwt.SECRET, file, null, null, Duration.ofDays(30)));
    assertThat(tokens.grant(Jwt.hs256(claims()))).isNotNull();
    assertThat(tokens.grant(Jwt.signed(claims(), rsa.getPrivate()))).isNotNull();
  }

  @Test
  void key_of_the_wrong_kind_is_a_refused_start() throws IOException {
    KeyPair rsa = Jwt.rsa(2048);
    for (String wrong :
        new String[] {
          "",
          "x",
          Jwt.SECRET,
          Jwt.pem(Jwt.rsa(1024).getPublic()),
          Jwt.pem(Jwt.ec("secp384r1").getPublic()),
          Jwt.pem("PRIVATE KEY", rsa.getPrivate().getEncoded()),
          Jwt.pem("PUBLIC KEY", rsa.getPrivate().getEncoded()),
          Jwt.pem("CERTIFICATE", rsa.getPublic().getEncoded()),
          Jwt.pem(rsa.getPublic()) + Jwt.pem(rsa.getPublic()),
          "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n"
        }) {
      Path file = Files.writeString(folder.resolve("key.pem"), wrong);
      assertThatThrownBy(() -> tokens(new JwtConfig(null, file, null, null, Duration.ofDays(30))))
          .isInstanceOf(ConfigException.class)
          .hasMessageStartingWith("auth.jwt.public_key: ")
          .hasMessageNotContaining(Jwt.SECRET);
    }
    assertThatThrownBy(
            () ->
                tokens(
                    new JwtConfig(
                        null, folder.resolve("none.pem"), null, null, Duration.ofDays(30))))
        .hasMessage("auth.jwt.public_key: cannot be read: NoSuchFileException");
  }

  private static void assertRefused(SignedTokens tokens, String token, String why) {
    assertThatThrownBy(() -> tokens.grant(token))
        .isInstanceOf(RefusedToken.class)
        .hasMessageStartingWith(why)
        .hasMessageNotContaining(Jwt.SECRET);
  }
}
