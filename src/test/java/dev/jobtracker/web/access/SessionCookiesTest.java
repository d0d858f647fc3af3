package dev.jobtracker.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.config.AuthConfig;
import dev.jobtracker.config.JwtConfig;
import dev.jobtracker.config.Right;
import dev.jobtracker.config.Token;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.Scope;
import dev.jobtracker.web.access.SessionCookies.Content;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A cookie holds at every node with the same key and token, and nowhere else. */
class SessionCookiesTest {
  private static final String KEY = "the key of the nodes";
  private static final Instant END = Instant.parse("2030-01-01T00:00:00Z");
  private static final Token TOKEN = new Token("ann", "secret-of-ann", Set.of(Right.WRITE));
  private static final String SIGNER = "a secret that is long enough for HS256";

  private final SessionCookies cookies = cookies(SIGNER, TOKEN);

  private static SessionCookies cookies(String signer, Token... tokens) {
    JwtConfig jwt = new JwtConfig(signer, null, null, null, Duration.ofDays(30));
    return new SessionCookies(new AuthConfig(List.of(tokens), false, 2, Duration.ofHours(1), jwt));
  }

  private static Content ofToken() {
    return new Content("id-1", Grant.of(TOKEN), END);
  }

  private static Content ofSigned(Scope scope) {
    return new Content("id-2", new Grant("bob", Set.of(Right.READ), scope, END), END);
  }

  @Test
  void cookie_of_a_token_is_read_by_another_node() {
    String cookie = cookies.write(KEY, ofToken());
    assertThat(cookies(SIGNER, TOKEN).read(KEY, cookie)).isEqualTo(ofToken());
  }

  @Test
  void cookie_of_a_signed_token_carries_its_scope() {
    for (Scope scope :
        List.of(
            Scope.ALL, new Scope("a_1234abcd", Map.of()), new Scope(null, Map.of("o", "ann")))) {
      String cookie = cookies.write(KEY, ofSigned(scope));
      assertThat(cookies(SIGNER).read(KEY, cookie)).isEqualTo(ofSigned(scope));
    }
  }

  @Test
  void another_key_reads_nothing() {
    assertThat(cookies.read("another", cookies.write(KEY, ofToken()))).isNull();
    assertThat(cookies.read("another", cookies.write(KEY, ofSigned(Scope.ALL)))).isNull();
  }

  @Test
  void token_that_is_changed_ends_its_sessions_and_no_others() {
    Token changed = new Token("ann", "another-secret", Set.of(Right.WRITE));
    String ofToken = cookies.write(KEY, ofToken());
    String ofSigned = cookies.write(KEY, ofSigned(Scope.ALL));
    assertThat(cookies(SIGNER, changed).read(KEY, ofToken)).isNull();
    assertThat(cookies(SIGNER).read(KEY, ofToken)).isNull();
    assertThat(cookies(SIGNER, changed).read(KEY, ofSigned)).isNotNull();
    String other = "another secret that is long enough too";
    assertThat(cookies(other, TOKEN).read(KEY, ofSigned)).isNull();
    assertThat(cookies(other, TOKEN).read(KEY, ofToken)).isNotNull();
  }

  @Test
  void rights_of_a_token_are_those_of_the_configuration_that_reads() {
    Token less = new Token("ann", "secret-of-ann", Set.of(Right.READ));
    Content read = cookies(SIGNER, less).read(KEY, cookies.write(KEY, ofToken()));
    assertThat(read.grant()).isEqualTo(Grant.of(less));
  }

  @Test
  void any_changed_character_is_seen() {
    for (Content content : List.of(ofToken(), ofSigned(Scope.ALL))) {
      String cookie = cookies.write(KEY, content);
      // The last character holds bits that no byte needs, so it alone may differ in vain.
      for (int i = 0; i < cookie.length() - 1; i++) {
        char other = cookie.charAt(i) == 'A' ? 'B' : 'A';
        String changed = cookie.substring(0, i) + other + cookie.substring(i + 1);
        assertThat(SessionCookies.isOne(changed) ? cookies.read(KEY, changed) : null).isNull();
      }
    }
  }

  @Test
  void odd_texts_are_no_cookies() {
    for (String odd : List.of("e30.", "e30.e30", "!.!", "bnVsbA.AA", "W10.AA", ".", "a")) {
      assertThat(SessionCookies.isOne(odd) ? cookies.read(KEY, odd) : null).as(odd).isNull();
    }
    assertThat(SessionCookies.isOne("a." + "b".repeat(4_000))).isFalse();
  }

  @Test
  void scope_that_no_cookie_holds_is_refused_with_a_sentence() {
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < 16; i++) {
      labels.put("owner" + i, "x".repeat(256));
    }
    Content large = ofSigned(new Scope(null, labels));
    assertThatThrownBy(() -> cookies.write(KEY, large))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith("token: must fit into a cookie");
  }
}
