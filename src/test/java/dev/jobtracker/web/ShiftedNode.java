package dev.jobtracker.web;

import dev.jobtracker.tracker.JobTrackerVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * A node in a process of its own whose clock is wrong, by the duration in the property {@code
 * shift}. It takes the program's configuration and says what the program says.
 */
public final class ShiftedNode {
  private static final PrintStream OUT =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

  private ShiftedNode() {}

  /** Starts it; the second argument is the path of a configuration. */
  public static void main(String[] arguments) throws Exception {
    // Where the program's log goes too.
    System.setOut(System.err);
    Clock clock = Clock.offset(Clock.systemUTC(), Duration.parse(System.getProperty("shift")));
    JsonObject conf = new JsonObject(Files.readString(Path.of(arguments[1])));
    DeploymentOptions options = new DeploymentOptions().setConfig(conf);
    Vertx vertx = Vertx.vertx();
    vertx.deployVerticle(new JobTrackerVerticle(clock), options).await();
    vertx.deployVerticle(new WebVerticle(clock), options).await();
    Object port = vertx.sharedData().getLocalMap(WebVerticle.MAP).get(WebVerticle.PORT);
    OUT.println("job tracker ready on http://127.0.0.1:" + port);
  }
}
