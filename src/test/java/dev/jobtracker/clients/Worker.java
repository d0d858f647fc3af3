package dev.jobtracker.clients;

import dev.jobtracker.process.ChildProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A worker in another language that reports on one job, and does what its test tells it. */
final class Worker implements AutoCloseable {
  private final ChildProcess process;
  private final OutputStream in;

  Worker(Language language, Path folder, String url, JsonObject options) {
    process = language.worker(folder, url, options);
    in = process.process().getOutputStream();
  }

  /** Returns the id of its job, which it chooses itself. */
  String taskId() throws InterruptedException {
    process.await("named", () -> process.out().contains("\n"));
    return process.out().lines().findFirst().orElseThrow();
  }

  /** Has it do something, without waiting for that. */
  Worker tell(String verb, Object... arguments) throws IOException {
    JsonArray line = new JsonArray().add(verb);
    for (Object argument : arguments) {
      line.add(argument);
    }
    in.write((line.encode() + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
    return this;
  }

  /** Waits until it has said this. */
  void awaitWord(String word) throws InterruptedException {
    process.await(word, () -> process.out().contains(word));
  }

  /** Lets the work come to its end, without waiting for that. */
  void finish() throws IOException {
    in.close();
  }

  /** Lets the work come to its end, and returns the exit code. */
  int end() throws Exception {
    finish();
    return exitCode();
  }

  /** Waits for its own end, and returns the exit code. */
  int exitCode() throws InterruptedException {
    return process.exitCode();
  }

  String out() {
    return process.out();
  }

  String err() {
    return process.err();
  }

  @Override
  public void close() {
    process.close();
  }
}
