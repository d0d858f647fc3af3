package dev.jobtracker.cli;

import dev.jobtracker.job.Job;
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

  @Override
  public Integer call() {
    JobLine line = new JobLine(shell.out(), shell.environment(), Terminal.isOutput());
    Job ended =
        Client.call(
            shell,
            server.connection(shell.environment()),
            tracker -> tracker.follow(taskId, line::show).onComplete(end -> line.end()));
    return switch (ended.status()) {
      case COMPLETED -> 0;
      case CANCELLED -> 2;
      default -> 1;
    };
  }
}
