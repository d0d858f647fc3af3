package dev.jobtracker.cli;

import dev.jobtracker.client.JobTracker;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobFilter;
import dev.jobtracker.job.JobPage;
import dev.jobtracker.job.JobQuery;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.wire.JobJson;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists jobs, newest first, page after page. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists jobs, newest first: task_id, status, percent and step, parted by tabs.")
final class ListCommand implements Callable<Integer> {
  private static final int PAGE_SIZE = 100;

  private final Shell shell;

  @Mixin private final ServerOptions server = new ServerOptions();

  @Option(names = "--status", paramLabel = "S", description = "Only in this state, or these.")
  private List<String> statuses = new ArrayList<>();

  @Option(names = "--type", paramLabel = "T", description = "Only of this type.")
  private @Nullable String type;

  @Option(names = "--label", paramLabel = "K=V", description = "Only with this label, or these.")
  private List<String> labels = new ArrayList<>();

  @Option(names = "--json", description = "One JSON array of jobs, without their results.")
  private boolean json;

  private boolean first = true;

  ListCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    JobFilter filter = filter();
    Client.call(
        shell, server.connection(shell.environment()), tracker -> pages(tracker, filter, null));
    if (json) {
      // Where nothing could be listed, nothing was said.
      shell.out().println(first ? "[]" : "]");
    }
    return 0;
  }

  private JobFilter filter() {
    Set<JobStatus> wanted = EnumSet.noneOf(JobStatus.class);
    statuses.forEach(text -> wanted.add(status(text)));
    try {
      return new JobFilter(wanted, type, Labels.of(labels), null);
    } catch (JobException e) {
      throw new BadArgument("--" + e.getMessage());
    }
  }

  private static JobStatus status(String text) {
    for (JobStatus status : JobStatus.values()) {
      if (status.text().equals(text)) {
        return status;
      }
    }
    throw new BadArgument(
        "--status: must be pending, running, completed, failed or cancelled, found \""
            + text
            + "\"");
  }

  private Future<Void> pages(JobTracker tracker, JobFilter filter, @Nullable String token) {
    return tracker
        .list(new JobQuery(filter, PAGE_SIZE, token))
        .compose(
            page -> {
              print(page);
              return page.nextPageToken() == null
                  ? Future.succeededFuture()
                  : pages(tracker, filter, page.nextPageToken());
            });
  }

  private void print(JobPage page) {
    for (Job job : page.jobs()) {
      if (json) {
        shell.out().print(first ? "[" : ",");
        shell.out().print(Rows.text(JobJson.writeWithoutResult(job)));
      } else {
        shell.out().println(Rows.row(job));
      }
      first = false;
    }
  }
}
