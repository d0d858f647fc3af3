package dev.jobtracker.cli;

import dev.jobtracker.client.ConnectionOptions;
import dev.jobtracker.client.JobTracker;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Function;

/** Carries out a command's calls over a connection that ends with it. */
final class Client {
  /** Whoever waits at a shell wants to hear soon that nobody answers. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private Client() {}

  /** Connects, waits for what the calls come to, and fails as they do. */
  static <T> T call(Shell shell, ConnectionOptions server, Function<JobTracker, Future<T>> calls) {
    shell.quiet().run();
    return JobTracker.connect(SmallVertx.create(), server.withConnectPatience(PATIENCE))
        .compose(tracker -> calls.apply(tracker).eventually(tracker::close))
        .await();
  }
}
