package dev.jobtracker.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.config.AuthConfig;
import dev.jobtracker.config.JwtConfig;
import dev.jobtracker.config.Right;
import dev.jobtracker.config.Token;
import dev.jobtracker.web.limit.Limit;
import dev.jobtracker.web.limit.LimitHits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The life of a session in time, which is moved by hand. */
class SessionsTest {
  private final Token token = new Token("n", "t", Set.of(Right.READ));
  private final Grant grant = Grant.of(token);
  private Instant now = Instant.EPOCH;
  private final LimitHits hits = new LimitHits();
  private final Sessions sessions =
      new Sessions(
          new AuthConfig(List.of(token), false, 2, Duration.ofHours(12), JwtConfig.NONE),
          () -> now,
          hits);

  @Test
  void session_lives_for_its_time() {
    String id = sessions.begin(grant);
    now = now.plus(Duration.ofHours(12)).minusMillis(1);
    assertThat(sessions.grant(id)).isEqualTo(grant);
    now = now.plusMillis(1);
    assertThat(sessions.grant(id)).isNull();
  }

  @Test
  void ids_differ() {
    assertThat(sessions.begin(grant)).isNotEqualTo(sessions.begin(grant));
  }

  @Test
  void session_that_is_over_makes_room_before_one_that_is_not() {
    String used = sessions.begin(grant);
    now = now.plus(Duration.ofHours(6));
    String unused = sessions.begin(grant);
    sessions.grant(used);
    now = now.plus(Duration.ofHours(6));
    sessions.begin(grant);
    assertThat(sessions.grant(unused)).isEqualTo(grant);
    assertThat(sessions.size()).isEqualTo(2);
    assertThat(hits.of(Limit.MAX_SESSIONS)).isZero();
    sessions.begin(grant);
    assertThat(hits.of(Limit.MAX_SESSIONS)).isEqualTo(1);
  }
}
