package dev.jobtracker.cli;

import dev.jobtracker.job.Job;
import dev.jobtracker.wire.JobJson;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows all of one job. */
@Command(
    name = "get",
    mixinStandardHelpOptions = true,
    description = "Shows a job as JSON; exit code 3 where there is none.")
final class GetCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final ServerOptions server = new ServerOptions();

  @Parameters(paramLabel = "ID", description = "The task_id.")
  private String taskId = "";

  GetCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Job job =
        Client.call(shell, server.connection(shell.environment()), tracker -> tracker.get(taskId));
    shell.out().println(Rows.text(JobJson.write(job)));
    return 0;
  }
}
