package dev.jobtracker.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** Reads the command lines of the commands, and explains them. */
final class CommandLines {
  private final Shell shell;

  CommandLines(Shell shell) {
    this.shell = shell;
  }

  /** Carries out a command and returns the exit code. */
  int run(String... args) {
    if (args[0].equals(Commands.COMPLETION)) {
      return line(all()).execute(args);
    }
    return line(new CommandLine(command(args[0])))
        .execute(Arrays.copyOfRange(args, 1, args.length));
  }

  private Object command(String name) {
    return switch (name) {
      case Commands.RUN -> new RunCommand(shell);
      case "watch" -> new WatchCommand(shell);
      case "list" -> new ListCommand(shell);
      case "get" -> new GetCommand(shell);
      default -> new CancelCommand(shell);
    };
  }

  @Command(name = "job-tracker", description = "Tracks the progress of jobs.")
  private static final class All {}

  private CommandLine all() {
    CommandLine all = new CommandLine(new All());
    Commands.NAMES.stream()
        .filter(name -> !name.equals(Commands.COMPLETION))
        .sorted()
        .forEach(name -> all.addSubcommand(name, command(name)));
    return all.addSubcommand(Commands.COMPLETION, new GenerateCompletion());
  }

  private CommandLine line(CommandLine line) {
    line.getCommandSpec().version(Commands.version());
    return line.setOut(new PrintWriter(shell.out(), true))
        .setErr(new PrintWriter(shell.err(), true))
        // What follows the command belongs to it, whatever it looks like.
        .setStopAtPositional(line.getCommand() instanceof RunCommand)
        .setExpandAtFiles(false)
        .setUnmatchedOptionsArePositionalParams(false)
        .setParameterExceptionHandler((e, words) -> refuse(e))
        .setExecutionExceptionHandler((e, where, parsed) -> shell.fail(e));
  }

  private int refuse(ParameterException e) {
    return shell.say(e.getMessage() + " (see --help)", Shell.BAD_ARGUMENTS);
  }
}
