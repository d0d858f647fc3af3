package dev.jobtracker.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.clients.Language;
import dev.jobtracker.process.ChildProcess;
import dev.jobtracker.web.Server;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signs tokens as the guide does, and lets a server that is configured as there take them. */
class AccessSnippetsTest {
  private static final JsonObject CONFIG = new JsonObject(Guide.snippet("access.md", "json"));
  private static final String JOB = "import_1a2b3c4d";
  private static final String SECRET =
      CONFIG.getJsonObject("auth").getJsonObject("jwt").getString("secret");

  private final Server server = new Server(CONFIG);

  @BeforeEach
  void createJobsOfTwoCustomers() {
    for (String customer : new String[] {"41", "42"}) {
      JsonObject labels = JsonObject.of("customer", customer);
      server.bus.call("jobs.create", JsonObject.of("type", "import", "labels", labels));
    }
    server.bus.call("jobs.create", JsonObject.of("type", "import", "task_id", JOB));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void python_signs_tokens_for_a_customer_and_for_a_job(@TempDir Path folder) throws Exception {
    Language.PYTHON.assumeHere();
    ProcessBuilder python =
        new ProcessBuilder("python3", "-c", Guide.snippet("access.md", "python"));
    assertSignsBoth(folder, python);
  }

  @Test
  void node_signs_tokens_for_a_customer_and_for_a_job(@TempDir Path folder) throws Exception {
    Language.NODE.assumeHere();
    String script = Guide.snippet("access.md", "mjs");
    ProcessBuilder node = new ProcessBuilder("node", "--input-type=module", "-e", script);
    assertSignsBoth(folder, node);
  }

  private void assertSignsBoth(Path folder, ProcessBuilder builder) throws InterruptedException {
    try (ChildProcess process = ChildProcess.start(folder, builder)) {
      assertThat(process.exitCode()).as("%s", process.err()).isZero();
      List<String> tokens = process.out().lines().toList();
      assertThat(tokens).hasSize(2);
      assertShowsCustomer42(tokens.get(0));
      assertShowsTheJob(tokens.get(1));
    }
  }

  @Test
  void java_signs_tokens_for_a_customer_and_for_a_job(@TempDir Path folder) throws Exception {
    JsonObject claims = JsonObject.of("iss", "shop", "may", JsonArray.of("read"));
    claims.put("exp", System.currentTimeMillis() / 1000 + 3600);
    try (JavaSnippets snippets = new JavaSnippets(folder)) {
      Method sign = snippets.type("SignedToken").getMethod("sign", String.class, String.class);
      JsonObject owner = claims.copy().put("labels", JsonObject.of("customer", "42"));
      assertShowsCustomer42((String) sign.invoke(null, SECRET, owner.encode()));
      JsonObject job = claims.copy().put("job", JOB);
      assertShowsTheJob((String) sign.invoke(null, SECRET, job.encode()));
    }
  }

  private void assertShowsTheJob(String token) {
    Server.Answer answer = server.get("/api/jobs", "Authorization", "Bearer " + token);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json().getJsonArray("jobs")).hasSize(1);
    assertThat(answer.body()).contains(JOB);
  }

  private void assertShowsCustomer42(String token) {
    assertThat(server.get("/api/jobs").status()).isEqualTo(401);
    Server.Answer answer = server.get("/api/jobs", "Authorization", "Bearer " + token);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json().getJsonArray("jobs")).hasSize(1);
    assertThat(answer.body()).contains("{\"customer\":\"42\"}");
  }
}
