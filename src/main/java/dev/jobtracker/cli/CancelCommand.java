package dev.jobtracker.cli;

import dev.jobtracker.job.Job;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks for a job to stop. */
@Command(
    name = "cancel",
    mixinStandardHelpOptions = true,
    description = "Asks for a job to stop; exit code 3 where there is none.")
final class CancelCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final ServerOptions server = new ServerOptions();

  @Option(names = "--reason", paramLabel = "R", description = "Why.")
  private @Nullable String reason;

  @Parameters(paramLabel = "ID", description = "The task_id.")
  private String taskId = "";

  CancelCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Job job =
        Client.call(
            shell,
            server.connection(shell.environment()),
            tracker -> tracker.cancel(taskId, reason));
    shell.out().println(Rows.row(job));
    return 0;
  }
}
