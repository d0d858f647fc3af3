package dev.jobtracker.cli;

import dev.jobtracker.text.Texts;
import java.io.PrintStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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

  /** Returns whether the first word of the command line asks for a command, and not the server. */
  public static boolean isOne(String... args) {
    return args.length > 0 && !args[0].startsWith("-");
  }

  /** Returns the version that the build wrote into the manifest. */
  public static String version() {
    String version = Commands.class.getPackage().getImplementationVersion();
    return "job-tracker " + (version == null ? "(not packaged)" : version);
  }

  /** Carries out a command and returns the exit code. Threads of it may still be there. */
  public int run(String... given) {
    String[] args = Words.decoded(given);
    if (!NAMES.contains(args[0])) {
      String known = String.join(", ", new TreeSet<>(NAMES));
      return shell.say(
          "there is no command " + Texts.quote(args[0]) + ", known are " + known,
          Shell.BAD_ARGUMENTS);
    }
    return args[0].equals(RUN) ? runCommand(args) : read(args);
  }

  /** Already the reading of a plain line may find a bad argument. */
  private int runCommand(String... args) {
    try {
      RunCommand plain = RunCommand.plain(shell, args);
      return plain == null ? read(args) : plain.call();
    } catch (Exception e) {
      return shell.fail(e);
    }
  }

  private int read(String... args) {
    return shell.written(new CommandLines(shell).run(args));
  }
}
