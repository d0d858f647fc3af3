package dev.jobtracker.tracker;

import dev.jobtracker.client.transport.WebDoor;
import dev.jobtracker.config.ClusterConfig;
import dev.jobtracker.config.ConfigException;
import dev.jobtracker.job.JobException;
import dev.jobtracker.text.Texts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that nodes trust beside the JDK's own. They are looked at when a node starts:
 * one that stands by would else fail only when it is to reach the active node.
 */
final class Authorities {
  private static final String KEY = "cluster.ca";

  private Authorities() {}

  /** Completes with the certificates in PEM, or null for none; fails naming the key. */
  static Future<@Nullable Buffer> read(Vertx vertx, ClusterConfig cluster) {
    Path file = cluster.ca();
    if (file == null) {
      return Future.succeededFuture();
    }
    return vertx
        .fileSystem()
        .readFile(file.toString())
        .recover(failure -> refused("must be a file that can be read, found ", file))
        .compose(
            pem -> {
              try {
                WebDoor.requireCertificates(pem);
                return Future.succeededFuture(pem);
              } catch (JobException none) {
                return refused("must be a file with certificates in PEM, found ", file);
              }
            });
  }

  private static <T> Future<T> refused(String rule, Path file) {
    return Future.failedFuture(new ConfigException(KEY, rule + Texts.quote(file.toString())));
  }
}
