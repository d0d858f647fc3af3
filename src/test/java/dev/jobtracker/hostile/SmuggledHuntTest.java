package dev.jobtracker.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.web.Server;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Requests of which it is not certain where they end, each on a connection of its own and with
 * another request hidden in what may be its body (RFC 9112, section 11.2).
 */
class SmuggledHuntTest {
  /** So many wait at the same time for what never comes, until the idle timeout ends it. */
  private static final int HUNTERS = 48;

  private static final int CONNECTIONS = 120;

  private static final String HIDDEN =
      "POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
          + "Content-Length: 17\r\nConnection: close\r\n\r\n{\"type\":\"hidden\"}";

  private static final String BODY = "{\"type\":\"import\"}";

  /**
   * Two readers may see two ends of these, so nothing after the head may be taken for a request.
   */
  private static final String[] AMBIGUOUS = {
    "Content-Length: 17\nTransfer-Encoding: chunked",
    "Transfer-Encoding: chunked\nContent-Length: 17",
    "Transfer-Encoding: xchunked",
    "Transfer-Encoding: identity",
    "Transfer-Encoding: gzip, chunked",
    "Transfer-Encoding: chunked, identity",
    "Transfer-Encoding: chunked, chunked",
    "Transfer-Encoding: chunked;q=1",
    "Transfer-Encoding: \"chunked\"",
    "Transfer-Encoding: chunked\nTransfer-Encoding: identity",
    "Transfer-Encoding: \u000bchunked",
    "Transfer-Encoding: ch\u00fcnked",
    "Transfer-Encoding : chunked",
    "Transfer-Encoding:\n chunked, x",
    "Transfer-Encoding:",
    "Content-Length: 17\nContent-Length: 18",
    "Content-Length: 17, 18",
    "Content-Length: +17",
    "Content-Length: -17",
    "Content-Length: 0x11",
    "Content-Length: 1 7",
    "Content-Length: 17.0",
    "Content-Length: 17;",
    "Content-Length: \u0661\u0667",
    "Content-Length: 99999999999999999999",
    "Content-Length : 17",
    "Content-Length\u0000: 17",
    "Content-Length: 17\rX: y\nTransfer-Encoding: chunked"
  };

  /** After a sound head; the body breaks, and what comes then is lost with the connection. */
  private static final String[] CHUNKS = {
    "11;\u0000\r\n" + BODY + "X",
    "0x11\r\n" + BODY + "\r\n0\r\n\r\n",
    "+11\r\n" + BODY + "\r\n0\r\n\r\n",
    "-11\r\n" + BODY + "\r\n0\r\n\r\n",
    "1 1\r\n" + BODY + "\r\n0\r\n\r\n",
    "g\r\n" + BODY + "\r\n0\r\n\r\n",
    "\r\n" + BODY + "\r\n0\r\n\r\n",
    "ffffffffffffffff1\r\n" + BODY + "\r\n0\r\n\r\n",
    "7fffffffffffffff\r\n" + BODY + "\r\n0\r\n\r\n",
    "80000000\r\n" + BODY + "\r\n0\r\n\r\n",
    "11\r\n" + BODY + "0\r\n\r\n",
    "11\r\n" + BODY + "XX0\r\n\r\n"
  };

  private static final Pattern CREATED = Pattern.compile("HTTP/1\\.[01] 201 ");
  private static final Pattern ANSWER =
      Pattern.compile("(?m)^(?:.*\\})?HTTP/1\\.[01] ([1-5]\\d\\d) ");

  private final Server server =
      new Server(new JsonObject().put("http", new JsonObject().put("idle_timeout", "250ms")), 2);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void hidden_request_is_never_carried_out_and_everybody_is_answered_or_closed() {
    Calm calm = Calm.of(server);
    int created =
        Hunt.run(HUNTERS, (number, random) -> hunt(random)).stream().mapToInt(n -> n).sum();
    JsonObject stats = server.bus.call("jobs.stats", new JsonObject());
    assertThat(stats.getJsonObject("by_type").fieldNames()).doesNotContain("hidden");
    assertThat(stats.getJsonObject("counters").getInteger("created")).isEqualTo(created);
    calm.check();
  }

  /** Returns how many answers said that a job was created. */
  private int hunt(Random random) throws IOException {
    OddJson odd = new OddJson(random);
    int created = 0;
    for (int i = 0; i < CONNECTIONS; i++) {
      byte[] message = odd.chance(2) ? ambiguous(odd) : odd.chance(2) ? broken(odd) : torn(odd);
      try (RawConnection connection = new RawConnection(server.port)) {
        connection.send(message);
        created += count(connection.rest());
      } catch (IOException | AssertionError e) {
        throw new AssertionError(e + "\nafter " + Hunt.shown(message), e);
      }
    }
    return created;
  }

  private static int count(String answers) {
    Matcher answer = ANSWER.matcher(answers);
    while (answer.find()) {
      int status = Integer.parseInt(answer.group(1));
      assertThat(status < 500 || status == 503).as(answers).isTrue();
    }
    Sound.check(answers);
    assertThat(answers).doesNotContain("\"type\":\"hidden\"");
    return (int) CREATED.matcher(answers).results().count();
  }

  private static byte[] ambiguous(OddJson odd) {
    String framing = odd.oneOf(AMBIGUOUS).replace("\n", "\r\n");
    if (odd.chance(3)) {
      framing = framing.toLowerCase(java.util.Locale.ROOT);
    }
    String type = "Content-Type: application/json\r\n";
    String headers = odd.chance(2) ? type + framing + "\r\n" : framing + "\r\n" + type;
    String body = odd.oneOf("", "0\r\n\r\n", BODY, "11\r\n" + BODY + "\r\n0\r\n\r\n");
    return latin(post(headers) + body + HIDDEN);
  }

  private static byte[] broken(OddJson odd) {
    String headers = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n";
    return latin(post(headers) + odd.oneOf(CHUNKS) + HIDDEN);
  }

  /** A request in order, with bytes of it lost, added or turned; nothing is hidden in it. */
  private static byte[] torn(OddJson odd) {
    String headers = "Content-Type: application/json\r\nContent-Length: 17\r\n";
    byte[] bytes = latin(post(headers) + BODY);
    int bends = odd.oneOf(1, 1, 2, 5);
    for (int i = 0; i < bends; i++) {
      bytes = odd.bend(bytes);
    }
    return bytes;
  }

  private static String post(String headers) {
    return "POST /api/jobs HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
