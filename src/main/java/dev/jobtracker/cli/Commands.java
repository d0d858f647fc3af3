package dev.jobtracker.cli;

import java.io.PrintStream;
import java.util.Map;
import java.util.Set;

/**
 * The commands beside the server. Nothing here knows picocli, whose classes are so old that no
 * class-data archive takes them: {@code run} starts its command a tenth of a second sooner without.
 */
public final class Commands {
  static final String RUN = "run";
  static final String COMPLETION = "generate-completion";
  static final Set<String> NAMES = Set.of(RUN, "watch", "list", "get", "cancel", COMPLETION);

  private final Shell shell;

  /**
   * Prepares commands that write where the streams lead.
   *
   * @param environment the variables of the process
   * @param quiet has the log say nothing, as the output belongs to the command; on any thread
   */
  public Commands(
      Map<String, String> environment, PrintStream out, PrintStream err, Runnable quiet) {
    this.shell = new Shell(environment, out, err, quiet);
  }

  /** Returns whether the first word of the command line is one of these commands. */
  public static boolean isOne(String... args) {
    return args.length > 0 && NAMES.contains(args[0]);
  }

  /** Carries out a command and returns the exit code. Threads of it may still be there. */
  public int run(String... given) {
    String[] args = Words.decoded(given);
    RunCommand plain = args[0].equals(RUN) ? RunCommand.plain(shell, args) : null;
    return plain == null ? new CommandLines(shell).run(args) : call(plain);
  }

  private int call(RunCommand plain) {
    try {
      return plain.call();
    } catch (Exception e) {
      return shell.fail(e);
    }
  }
}
