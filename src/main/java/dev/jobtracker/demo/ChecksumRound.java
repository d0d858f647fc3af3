package dev.jobtracker.demo;

import dev.jobtracker.client.JobReporter;
import dev.jobtracker.demo.FileSums.FileSum;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One walk through the files, on one event loop; the files are read on worker threads, one at a
 * time. The overall checksum is that of the lines {@code <sha256> <name>} in the order of the
 * names, which is what {@code sha256sum} prints.
 */
final class ChecksumRound {
  /** What makes it slow enough to be watched: at most 20 files a second. */
  private static final long PAUSE_MILLIS = 50;

  private final Vertx vertx;
  private final Path directory;
  private final JobReporter reporter;
  private final MessageDigest overall = FileSums.sha256();
  private final Promise<JsonObject> end = Promise.promise();
  private int files;
  private long bytes;

  ChecksumRound(Vertx vertx, Path directory, JobReporter reporter) {
    this.vertx = vertx;
    this.directory = directory;
    this.reporter = reporter;
  }

  /** Returns how many files there were, their bytes, and the checksum of all. */
  Future<JsonObject> run(List<Path> found) {
    reporter.total(found.size(), "files").done(0);
    next(found.iterator());
    return end.future();
  }

  private void next(Iterator<Path> rest) {
    if (reporter.cancelRequested()) {
      reporter.confirmCancel();
      end.complete(sums());
    } else if (rest.hasNext()) {
      Path file = rest.next();
      String name = directory.relativize(file).toString();
      reporter.step(name);
      vertx
          .executeBlocking(() -> FileSums.sum(file), false)
          .onFailure(end::fail)
          .onSuccess(sum -> read(name, sum, rest));
    } else {
      end.complete(sums());
    }
  }

  /** A file that could not be read counts as dealt with, so that the count reaches the total. */
  private void read(String name, @Nullable FileSum sum, Iterator<Path> rest) {
    reporter.add(1);
    if (sum != null) {
      files++;
      bytes += sum.bytes();
      overall.update((sum.sha256() + "  " + name + "\n").getBytes(StandardCharsets.UTF_8));
    }
    vertx.setTimer(PAUSE_MILLIS, timer -> next(rest));
  }

  private JsonObject sums() {
    return new JsonObject()
        .put("files", files)
        .put("bytes", bytes)
        .put("sha256", FileSums.hex(overall));
  }
}
