package dev.jobtracker.client;

import static dev.jobtracker.tracker.Bus.await;

import dev.jobtracker.job.NewJob;
import dev.jobtracker.web.Server;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;

/** A real server, and a Vert.x instance that shares no event bus with it. */
abstract class WithConnection {
  static final String ID = "scan_the-one-job";
  static final NewJob JOB = NewJob.of("scan").withTaskId(ID);

  final Server server = new Server();
  final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
    server.close();
  }

  Future<JobTracker> connect() {
    return JobTracker.connect(vertx, "http://127.0.0.1:" + server.port, null);
  }
}
