package dev.jobtracker.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.regex.Pattern;

/** What holds of every answer, whatever was asked. */
final class Sound {
  /** What would tell a stranger how the server is built, or that it is broken. */
  private static final Pattern INSIDES =
      Pattern.compile(
          "Exception|StackOverflow|OutOfMemory|\\bat [a-z.]+\\(|dev\\.jobtracker|java\\.(lang|util|io)"
              + "|io\\.(vertx|netty)|com\\.fasterxml|an internal fault");

  private static final Set<Integer> STATUSES =
      Set.of(
          200, 201, 202, 204, 304, 400, 401, 403, 404, 405, 406, 409, 410, 412, 413, 414, 415, 417,
          421, 429, 431, 503);

  private Sound() {}

  /** Checks an answer of HTTP. */
  static void check(RawConnection.Answer answer) {
    assertThat(answer.status()).isIn(STATUSES);
    if (answer.status() == 503 || answer.status() == 429) {
      assertThat(answer.headers()).containsKey("retry-after");
    }
    if (answer.status() >= 400) {
      assertThat(answer.headers().get("content-type"))
          .isIn("application/problem+json", "text/plain; charset=utf-8");
    }
    assertThat(answer.headers()).containsEntry("x-content-type-options", "nosniff");
    String type = answer.headers().getOrDefault("content-type", "");
    if ((type.endsWith("json") || type.equals("text/plain; charset=utf-8"))
        && !answer.body().contains("\"openapi\"")) {
      check(answer.body());
    }
  }

  /** Checks that a text shows nothing of the inside. */
  static void check(String text) {
    assertThat(INSIDES.matcher(text).find()).as(text).isFalse();
  }
}
