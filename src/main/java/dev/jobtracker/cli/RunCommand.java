package dev.jobtracker.cli;

import dev.jobtracker.client.ConnectionOptions;
import dev.jobtracker.client.OwnIds;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.NewJob;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a command as a job. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Runs a command as a job; its output, signals and exit code are the command's.",
    footer =
        "The command finds JOB_TRACKER_TASK_ID and JOB_TRACKER_URL in its environment. It runs, and"
            + " its exit code stands, whether the tracker answers or not.")
final class RunCommand implements Callable<Integer> {
  private static final int NOT_EXECUTABLE = 126;
  private static final int NOT_FOUND = 127;

  /** How the JDK tells ENOENT: "error=2, …", and since version 25 "error: 2 (…". */
  private static final String NO_SUCH_FILE = "error[=:] ?2\\b";

  private static final int MAX_TYPE = 64;

  private final Shell shell;

  @Mixin private final ServerOptions server = new ServerOptions();

  @Option(
      names = "--type",
      paramLabel = "T",
      description = "The job's type; else the command's name.")
  private @Nullable String type;

  @Option(names = "--title", paramLabel = "T", description = "What a person reads in a list.")
  private @Nullable String title;

  @Option(names = "--label", paramLabel = "K=V", description = "A label; may come several times.")
  private List<String> labels = new ArrayList<>();

  @Option(names = "--total", paramLabel = "N", description = "How much there is to do.")
  private @Nullable Double total;

  @Option(names = "--unit", paramLabel = "U", description = "Of what.")
  private @Nullable String unit;

  @Option(
      names = "--progress",
      paramLabel = "REGEX",
      description =
          "How the output tells progress: one group is percent, two are done and total."
              + " Else 42%% and 12/900 are read.")
  private @Nullable String progress;

  @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "The command, after --.")
  private List<String> command = new ArrayList<>();

  RunCommand(Shell shell) {
    this.shell = shell;
  }

  /**
   * Reads a plain command line: options of {@code run} with their values, two dashes, a command.
   *
   * @return the command, or null for a line that picocli has to read, or to refuse
   * @throws BadArgument for a file that no path can name in this locale
   */
  static @Nullable RunCommand plain(Shell shell, String... args) {
    RunCommand run = new RunCommand(shell);
    for (int i = 1; i < args.length - 1; i += 2) {
      if (args[i].equals("--")) {
        run.command = List.of(args).subList(i + 1, args.length);
        return run;
      }
      if (!run.set(args[i], args[i + 1])) {
        return null;
      }
    }
    return null;
  }

  private boolean set(String option, String value) {
    switch (option) {
      case "--url" -> server.url = value;
      case "--token-file" -> server.tokenFile = file(value);
      case "--type" -> type = value;
      case "--title" -> title = value;
      case "--label" -> labels.add(value);
      case "--unit" -> unit = value;
      case "--progress" -> progress = value;
      default -> {
        return false;
      }
    }
    return !value.startsWith("--");
  }

  private static Path file(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new BadArgument("--token-file: cannot read " + name);
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    ConnectionOptions connection = server.connection(shell.environment());
    ProgressPattern pattern =
        progress == null ? ProgressPattern.usual() : ProgressPattern.of(progress);
    NewJob job = newJob();
    Observed observed = new Observed(unit);
    OutputLines out = new OutputLines(pattern, observed);
    OutputLines err = new OutputLines(pattern, observed);
    StandardError errors = new StandardError(shell);
    ProcessBuilder process = new ProcessBuilder(Words.exact(command));
    process.environment().put("JOB_TRACKER_TASK_ID", String.valueOf(job.taskId()));
    process.environment().put(ServerOptions.URL, connection.url());
    Child child;
    try {
      child = Child.start(process, out, err, errors);
    } catch (IOException e) {
      return notStarted(new CommandJob(connection, job, observed, errors), e);
    }
    child.awaitCalm();
    // What tells the job is loaded now, beside the command and not before it.
    CommandJob told = new CommandJob(connection, job, observed, errors);
    told.begin(shell.quiet(), child::stop);
    int code = child.await();
    return end(told, code, child.lastErrors());
  }

  private int notStarted(CommandJob told, IOException e) throws InterruptedException {
    boolean missing = Pattern.compile(NO_SUCH_FILE).matcher(String.valueOf(e.getMessage())).find();
    String sentence =
        command.get(0) + ": " + (missing ? "command not found" : "cannot be executed");
    shell.say(sentence, 0);
    told.begin(shell.quiet(), () -> {});
    int code = missing ? NOT_FOUND : NOT_EXECUTABLE;
    return end(told, code, sentence);
  }

  /** There is no command any more that a signal could be meant for: it ends the wait. */
  private static int end(CommandJob told, int code, String error) throws InterruptedException {
    told.ended(code, error);
    Child.HANDED_ON.forEach(name -> Signals.handle(name, now -> told.giveUp()));
    told.awaitTold();
    return code;
  }

  /** The command line is no title, as it may hold what not everybody should read. */
  private NewJob newJob() {
    try {
      return OwnIds.named(
          NewJob.of(type == null ? nameOf(command.get(0)) : type)
              .withTitle(title)
              .withLabels(Labels.of(labels))
              .withTotal(total, unit));
    } catch (JobException e) {
      throw new BadArgument("--" + e.getMessage());
    }
  }

  private static String nameOf(String program) {
    String name = program.substring(program.lastIndexOf('/') + 1);
    String allowed = name.replaceAll("[^A-Za-z0-9_.-]", "_").replaceAll("^[^A-Za-z0-9]+", "");
    return allowed.isEmpty()
        ? "command"
        : allowed.substring(0, Math.min(MAX_TYPE, allowed.length()));
  }
}
