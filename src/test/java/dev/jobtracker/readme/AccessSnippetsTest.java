package dev.jobtracker.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.clients.Language;
import dev.jobtracker.process.ChildProcess;
import dev.jobtracker.web.Server;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signs tokens as the guide does, and lets a server that is configured as there take them. */
class AccessSnippetsTest {
  private static final JsonObject CONFIG = new JsonObject(Guide.snippet("access.md", "json"));
  private static final String SECRET =
      CONFIG.getJsonObject("auth").getJsonObject("jwt").getString("secret");

  private final Server server = new Server(CONFIG);

  @BeforeEach
  void createJobsOfTwoCustomers() {
    for (String customer : new String[] {"41", "42"}) {
      JsonObject labels = JsonObject.of("customer", customer);
      server.bus.call("jobs.create", JsonObject.of("type", "import", "labels", labels));
    }
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void python_signsATokenThatShowsOneCustomersJobs(@TempDir Path folder) throws Exception {
    Language.PYTHON.assumeHere();
    ProcessBuilder python =
        new ProcessBuilder("python3", "-c", Guide.snippet("access.md", "python"));
    try (ChildProcess process = ChildProcess.start(folder, python)) {
      assertThat(process.exitCode()).as("%s", process.err()).isZero();
      assertShowsCustomer42(process.out().strip());
    }
  }

  @Test
  void java_signsATokenThatShowsOneCustomersJobs(@TempDir Path folder) throws Exception {
    JsonObject claims = JsonObject.of("iss", "shop", "may", JsonArray.of("read"));
    claims.put("exp", System.currentTimeMillis() / 1000 + 3600);
    claims.put("labels", JsonObject.of("customer", "42"));
    try (JavaSnippets snippets = new JavaSnippets(folder)) {
      Object token =
          snippets
              .type("SignedToken")
              .getMethod("sign", String.class, String.class)
              .invoke(null, SECRET, claims.encode());
      assertShowsCustomer42((String) token);
    }
  }

  private void assertShowsCustomer42(String token) {
    assertThat(server.get("/api/jobs").status()).isEqualTo(401);
    Server.Answer answer = server.get("/api/jobs", "Authorization", "Bearer " + token);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json().getJsonArray("jobs")).hasSize(1);
    assertThat(answer.body()).contains("{\"customer\":\"42\"}");
  }
}
