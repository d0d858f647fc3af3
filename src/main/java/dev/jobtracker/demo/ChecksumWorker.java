package dev.jobtracker.demo;

import dev.jobtracker.client.JobReporter;
import dev.jobtracker.client.JobTracker;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.text.Texts;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;

/**
 * Computes the SHA-256 of every regular file below a folder as one tracked job, again and again
 * with a pause of 3 seconds. Links are not followed; what cannot be read, or has vanished, is left
 * out.
 *
 * <p>It is slowed down on purpose, to at most 20 files a second: it is there to be watched, and a
 * small project would else be done before anybody looks.
 *
 * <p>Its {@code config()} is the whole configuration document, of which it reads {@code
 * demo.directory}.
 */
public final class ChecksumWorker extends VerticleBase {
  private static final long PAUSE_MILLIS = 3_000;
  private static final int MAX_TITLE = 200;

  @Override
  public Future<?> start() {
    JsonObject demo = config().getJsonObject("demo", new JsonObject());
    String directory = demo.getString("directory");
    if (directory == null) {
      return Future.failedFuture("demo.directory: must be the path of a directory, found null");
    }
    JobTracker tracker = new JobTracker(vertx);
    return vertx
        .fileSystem()
        .props(directory)
        .map(props -> props.isDirectory())
        .otherwise(false)
        .compose(
            exists -> {
              if (!exists) {
                return Future.failedFuture(
                    "demo.directory: must be the path of a directory, found \"" + directory + "\"");
              }
              again(tracker, Path.of(directory));
              return Future.succeededFuture();
            });
  }

  /** Whatever became of a round, the next one follows: the job says how each one went. */
  private void again(JobTracker tracker, Path directory) {
    NewJob job = NewJob.of("checksum").withTitle(Texts.cut("Checksums of " + directory, MAX_TITLE));
    tracker
        .track(job, reporter -> checksums(directory, reporter))
        .onComplete(end -> vertx.setTimer(PAUSE_MILLIS, timer -> again(tracker, directory)));
  }

  private Future<JsonObject> checksums(Path directory, JobReporter reporter) {
    reporter.step("Looking for files");
    return vertx
        .executeBlocking(() -> FileSums.filesBelow(directory), false)
        .compose(files -> new ChecksumRound(vertx, directory, reporter).run(files));
  }
}
