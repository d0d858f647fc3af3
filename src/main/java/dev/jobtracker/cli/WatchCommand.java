package dev.jobtracker.cli;

import dev.jobtracker.client.JobTracker;
import dev.jobtracker.job.Job;
import io.vertx.core.Future;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Follows a job to its end. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description =
        "Follows a job to its end: a live line in a terminal, plain lines elsewhere. Exit code 0"
            + " completed, 1 failed, 2 cancelled, 3 forgotten or unknown.")
final class WatchCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final ServerOptions server = new ServerOptions();

  @Parameters(paramLabel = "ID", description = "The task_id.")
  private String taskId = "";

  WatchCommand(Shell shell) {
    this.shell = shell;
  }

  private Future<Job> follow(JobTracker tracker, JobLine line) {
    ConnectionNews news = new ConnectionNews(tracker, line);
    news.begin();
    return tracker
        .follow(taskId, line::show)
        .onComplete(
            end -> {
              news.end();
              line.end();
            });
  }

  @Override
  public Integer call() {
    JobLine line =
        new JobLine(shell.out(), shell.environment(), Terminal.draws(shell.environment()));
    Job ended =
        Client.call(
            shell, server.connection(shell.environment()), tracker -> follow(tracker, line));
    return switch (ended.status()) {
      case COMPLETED -> 0;
      case CANCELLED -> 2;
      default -> 1;
    };
  }
}
