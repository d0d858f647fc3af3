package dev.jobtracker.cli;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

/** A Vert.x for one connection, which starts fast and leaves nothing in the file system. */
final class SmallVertx {
  private static final int WORKERS = 2;

  private SmallVertx() {}

  static Vertx create() {
    System.setProperty("io.netty.jfr.enabled", "false");
    FileSystemOptions files =
        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(WORKERS)
            .setInternalBlockingPoolSize(WORKERS)
            .setFileSystemOptions(files));
  }
}
